/** The rules of the house, each with what it must catch and what it must let pass. */
import { posix } from 'node:path'
import type { Source } from './source.ts'

export interface Rule {
  /** Completes "the house ...". */
  readonly says: string
  /** What is wrong with one file, in words. */
  finds(source: Source): readonly string[]
  /** Pairs of a path and a text. */
  readonly catches: readonly (readonly [string, string])[]
  readonly allows: readonly (readonly [string, string])[]
}

const isTest = (path: string) => /\.test\.tsx?$/.test(path) || path.startsWith('test/')
const isProduct = (path: string) => path.startsWith('src/') && !isTest(path)

/**
 * Which rooms a room may know. `ground` is what lies at the top of src/ and in src/config: limits, configuration,
 * environment. `main.ts` alone knows everybody. The case and the advisory stand on nothing but themselves.
 */
const knows: Readonly<Record<string, readonly string[]>> = {
  case: [],
  advisory: ['case'],
  ground: ['case'],
  store: ['case', 'ground'],
  channels: ['case', 'ground'],
  team: ['case', 'store', 'ground'],
  delivery: ['case', 'store', 'ground'],
  desk: ['case', 'advisory', 'team', 'delivery', 'store', 'channels', 'ground'],
  web: ['case', 'advisory', 'team', 'desk', 'ground'],
  cli: ['case', 'advisory', 'team', 'desk', 'ground', 'main'],
}
const packagesOfTheCase = ['zod', 'ae-cvss-calculator']
const concreteStore = /^src\/store\/(sqlite|postgres|blobs-disk|blobs-s3)[^/]*$/

function roomOf(path: string): string {
  const [, first = '', ...rest] = path.split('/')
  if (path === 'src/main.ts') return 'main'
  return rest.length === 0 || first === 'config' ? 'ground' : first
}

const inwards: Rule = {
  says: 'imports inwards only',
  finds({ path, imports }) {
    const room = roomOf(path)
    if (!isProduct(path) || room === 'main') return []
    return imports
      .filter((name) => name.startsWith('src/') && roomOf(name) !== room && !knows[room]?.includes(roomOf(name)))
      .map((name) => `${room} must not know ${name}`)
  },
  catches: [
    ['src/case/decide.ts', "import type { Store } from '../store/store.ts'"],
    ['src/advisory/osv.ts', "import {\n  desk,\n} from '../desk/desk.ts'"],
    ['src/store/store.ts', "import { desk } from '../desk/desk.ts'"],
    ['src/desk/desk.ts', "import { page } from '../web/ui/page.tsx'"],
    ['src/web/pages/inbox.tsx', "import { rows } from '../../store/inbox-rows.ts'"],
    ['src/limits.ts', "import '../src/desk/desk.ts'"],
    ['src/desk/desk.ts', "export const later = () => import('../main.ts')"],
    ['src/attic/old.ts', "import { decide } from '../case/decide.ts'"],
  ],
  allows: [
    ['src/desk/desk.ts', "import { decide } from '../case/decide.ts'\nimport type { Store } from '../store/store.ts'"],
    ['src/case/decide.test.ts', "import { cast } from '../../seed/cast.ts'"],
    ['src/main.ts', "import { sqlite } from './store/sqlite.ts'"],
    ['src/cli/start.ts', "import { house } from '../main.ts'"],
  ],
}

const concrete: Rule = {
  says: 'names concrete stores and channels in main.ts alone',
  finds({ path, imports }) {
    if (!isProduct(path) || path === 'src/main.ts') return []
    const foreign = imports.filter((name) => name.startsWith('src/') && roomOf(name) !== roomOf(path))
    return foreign
      .filter((name) => concreteStore.test(name) || (roomOf(name) === 'channels' && name !== 'src/channels/channel.ts'))
      .map((name) => `${name} is named here`)
  },
  catches: [
    ['src/desk/desk.ts', "import { sqlite } from '../store/sqlite.ts'"],
    ['src/team/member.ts', "import type { Disk } from '../store/blobs-disk.ts'"],
    ['src/desk/outbox.ts', "import { mail } from '../channels/email/email.ts'"],
  ],
  allows: [
    ['src/store/sqlite.ts', "import { file } from './sqlite-file.ts'"],
    ['src/desk/outbox.ts', "import type { Channel } from '../channels/channel.ts'"],
    ['src/main.ts', "import { sqlite } from './store/sqlite.ts'"],
  ],
}

const apart: Rule = {
  says: 'never imports seed, tests or benchmarks into the product',
  finds({ path, imports }) {
    if (!isProduct(path)) return []
    return imports.filter((name) => /^(seed|test|bench|tools)\/|\.test\.tsx?$|^node:test/.test(name))
  },
  catches: [
    ['src/desk/desk.ts', "import { cast } from '../../seed/cast.ts'"],
    ['src/web/server.ts', "import { clock } from '../../test/stand-ins/clock.ts'"],
    ['src/web/server.ts', "import { mock } from 'node:test'"],
  ],
  allows: [['seed/demo.ts', "import { cast } from './cast.ts'"]],
}

/** Reading a clock, chance, the network, the disk, the environment or the machine's own language and zone. */
const impurities: readonly RegExp[] = [
  /\b(?:await|async)\b/,
  /\bDate\.now\b/,
  /\bnew Date\(\s*\)/,
  /(?<!\bnew )(?<![.\w])Date\(/,
  /\bMath\.random\b/,
  /(?<![.\w])performance\./,
  /(?<![.\w])process\.(?:env|argv|exit|cwd|hrtime|nextTick|pid|platform|std\w+|on|once|memoryUsage|uptime|versions?)\b/,
  /(?<![.\w])crypto\./,
  /\bset(?:Timeout|Interval|Immediate)\b/,
  /(?<![.\w])fetch\(/,
  /(?<![.\w])console\./,
  /\bglobalThis\b/,
  /\.toLocale(?:String|DateString|TimeString)\(/,
  /\.get(?:FullYear|Month|Date|Day|Hours|Minutes|Seconds|TimezoneOffset)\(/,
]

const pure: Rule = {
  says: 'keeps clock, chance, waiting, network, disk and environment out of case and advisory',
  finds({ path, bare, imports }) {
    if (!isProduct(path) || !/^src\/(case|advisory)\//.test(path)) return []
    const strangers = imports.filter(
      (name) =>
        name.startsWith('node:') ||
        (path.startsWith('src/case/') && !name.startsWith('src/') && !packagesOfTheCase.includes(name)),
    )
    return [
      ...strangers.map((name) => `imports ${name}`),
      ...impurities.flatMap((pattern) => bare.match(pattern)?.[0] ?? []),
    ]
  },
  catches: [
    ['src/case/decide.ts', 'export const decide = async () => 1'],
    ['src/case/decide.ts', 'export const now = () => Date.now()'],
    ['src/case/decide.ts', 'export const now = () => new Date()'],
    ['src/case/decide.ts', 'export const now = () => Date()'],
    ['src/case/decide.ts', 'export const id = () => Math.random()'],
    ['src/case/ids.ts', 'export const id = () => crypto.randomUUID()'],
    ['src/case/ids.ts', "import { randomUUID } from 'node:crypto'"],
    ['src/case/ids.ts', "import { h } from 'preact'"],
    ['src/advisory/csaf.ts', 'export const name = process.env.POSTERN_URL'],
    ['src/advisory/csaf.ts', "import type { Stats } from 'node:fs'"],
    ['src/advisory/csaf.ts', 'export const day = (at: number) => new Date(at).getDate()'],
    ['src/advisory/csaf.ts', 'export const day = (at: number) => new Date(at).toLocaleDateString()'],
    ['src/advisory/csaf.ts', 'export const f = (a: string) => `${a} is ${Date.now()} ${"}"}`'],
  ],
  allows: [
    ['src/case/decide.ts', "// await nothing, ask no Date.now()\nexport const text = 'we await your answer'"],
    ['src/case/process.ts', 'export const day = (at: number) => new Date(at).toISOString()'],
    ['src/case/process.ts', 'export const first = (process: { steps: string[] }) => process.steps[0]'],
    ['src/case/severity.ts', "import { Cvss4P0 } from 'ae-cvss-calculator'\nimport { z } from 'zod'"],
    ['src/advisory/csaf.ts', 'export const pattern = /await `\'"/'],
    ['src/desk/desk.ts', 'export const now = () => Date.now()'],
  ],
}

const noBarrels: Rule = {
  says: 'has no barrels',
  finds({ path, js }) {
    if (!path.startsWith('src/')) return []
    const onlyPassesOn =
      js.trim() !== '' && js.replace(/export\s*(?:\*(?:\s*as \w+)?|\{[^}]*\})\s*from\s*"[^"]*";?/g, '').trim() === ''
    const named = /^index\.tsx?$/.test(posix.basename(path))
    return [
      ...(named ? ['a file is named after what it holds'] : []),
      ...(onlyPassesOn ? ['it only passes others on'] : []),
    ]
  },
  catches: [
    ['src/case/index.ts', 'export const a = 1'],
    ['src/case/all.ts', "export * from './decide.ts'\nexport { a } from './a.ts'"],
  ],
  allows: [['src/case/decide.ts', "export { refuse } from './refusal.ts'\nexport const a = 1"]],
}

const nouns: Rule = {
  says: 'names files after the field, never utils or misc',
  finds: ({ path }) => (/(^|[/-])(utils?|misc|helpers?|common|stuff)([./-]|$)/.test(path) ? ['name the noun'] : []),
  catches: [
    ['src/web/utils.ts', ''],
    ['src/web/utils/date.ts', ''],
    ['test/date-helpers.ts', ''],
    ['src/misc/a.ts', ''],
  ],
  allows: [['src/case/weakness.ts', '']],
}

const banned =
  /^(?:hono\/(?:jsx|css|html|cors|jwt|jwk|serve-static|body-limit|ip-restriction|cache)(?:\/.*)?|@hono\/node-server\/serve-static|better-auth|lucia|(?:isomorphic-)?dompurify|sanitize-html|jsdom|marked|micromark.*|remark.*|rehype.*|unified|prisma|@prisma\/.*|drizzle-orm|typeorm|sequelize|lodash.*|node-fetch|axios)$/

const notImported: Rule = {
  says: 'leaves out the packages that were decided against',
  finds: ({ path, imports, text }) => [
    ...imports.filter((name) => banned.test(name)),
    ...(path === 'package.json'
      ? [...text.matchAll(/^\s*"([^"]+)": "\d/gm)].map(([, name = '']) => name).filter((name) => banned.test(name))
      : []),
  ],
  catches: [
    ['src/web/server.ts', "import { cors } from 'hono/cors'"],
    ['src/web/ui/page.tsx', "import type { FC } from 'hono/jsx'"],
    ['src/web/server.ts', "import { serveStatic } from '@hono/node-server/serve-static'"],
    ['src/team/session.ts', "import { betterAuth } from 'better-auth'"],
    ['src/web/markdown.tsx', "import purify from 'isomorphic-dompurify'"],
    ['package.json', '{\n  "dependencies": {\n    "better-auth": "1.7.25"\n  }\n}'],
  ],
  allows: [['src/web/server.ts', "import { Hono } from 'hono'\nimport { serve } from '@hono/node-server'"]],
}

const noHtmlSinks: Rule = {
  says: 'turns no string into HTML or code',
  finds({ path, js, bare }) {
    if (!isProduct(path) && !path.startsWith('seed/')) return []
    const sinks = [
      /\b(?:inner|outer)HTML\s*=(?!=)/,
      /\binsertAdjacentHTML\b/,
      /\bdocument\.write/,
      /(?<![.\w])eval\(/,
      /\bnew Function\(/,
    ]
    return [...(js.match(/dangerouslySetInnerHTML/) ?? []), ...sinks.flatMap((sink) => bare.match(sink)?.[0] ?? [])]
  },
  catches: [
    ['src/web/ui/page.tsx', 'export const A = (x: string) => <p dangerouslySetInnerHTML={{ __html: x }} />'],
    ['src/web/ui/page.tsx', "export const props = { ['dangerouslySetInnerHTML']: 1 }"],
    ['src/web/islands/preview.ts', 'export const f = (e: Element) => { e.innerHTML = "x" }'],
    ['src/web/islands/preview.ts', 'export const f = (x: string) => eval(x)'],
  ],
  allows: [['src/web/ui/page.tsx', '// never dangerouslySetInnerHTML\nexport const A = () => <p>eval(x)</p>']],
}

/** Where elements are made (`createElement` is what JSX becomes when a key follows a spread), with the name of the element as it is written and the text of its properties. */
function elements({ js, bare }: Source): { name: string; properties: string }[] {
  return [...bare.matchAll(/(?<![.\w])(?:jsx(?:s|DEV)?|createElement|cloneElement)\(\s*/g)].map((call) => {
    const start = call.index + call[0].length
    const comma = bare.indexOf(',', start)
    return { name: js.slice(start, comma).trim(), properties: topLevelOf(bare, bare.indexOf('{', comma)) }
  })
}

/** The text directly inside the brackets that open at `start`, without what lies in further brackets. */
function topLevelOf(bare: string, start: number): string {
  let depth = 0
  let text = ''
  for (let i = start; i < bare.length; i++) {
    const char = bare[i] ?? ''
    if ('{(['.includes(char)) depth += 1
    if ('})]'.includes(char)) depth -= 1
    if (depth === 0) break
    if (depth === 1) text += char
  }
  return text
}

const noSpread: Rule = {
  says: 'spreads nothing into JSX: a spread carries any attribute',
  finds(source) {
    if (!isProduct(source.path) || !source.path.startsWith('src/web/')) return []
    return elements(source)
      .filter(({ properties }) => properties.includes('...'))
      .map(({ name }) => `<${name} {...}>`)
  },
  catches: [
    ['src/web/ui/field.tsx', 'export const A = (p: object) => <input name="a" {...p} />'],
    ['src/web/ui/field.tsx', 'export const A = (p: object) => <input {...p} key="a" />'],
    ['src/web/ui/field.tsx', 'export const A = (p: object) => <p title={[1].map((x) => `${x}>`)[0]} {...p}>x</p>'],
    ['src/web/ui/field.tsx', 'export const A = (p: object) => <div><B {...p} /></div>'],
  ],
  allows: [
    ['src/web/ui/field.tsx', 'export const A = (p: string[]) => <p title={f({ ...p })}>{[...p].join()} ...</p>'],
  ],
}

const oneLink: Rule = {
  says: 'writes <a href> in ui/link.tsx alone, where addresses are parsed',
  finds(source) {
    const { path, js } = source
    if (!isProduct(path) || path === 'src/web/ui/link.tsx') return []
    const tags = elements(source).filter(({ name }) => name === '"a"' || name === '"area"')
    return [...tags.map(({ name }) => `<${name}>`), ...(js.match(/<a\s+href/) ?? [])]
  },
  catches: [
    ['src/web/pages/inbox.tsx', 'export const A = () => <a href="/desk">x</a>'],
    ['src/web/pages/inbox.tsx', 'export const A = () => <p><a\n class="b"\n href="/desk">x</a></p>'],
    ['src/desk/notices.ts', 'export const html = \'<a href="x">y</a>\''],
  ],
  allows: [
    ['src/web/ui/link.tsx', 'export const A = () => <a href="/desk">x</a>'],
    ['src/web/pages/inbox.tsx', '// no <a href> here\nexport const A = () => <abbr title="x">x</abbr>'],
  ],
}

const allTestsRun: Rule = {
  says: 'skips no test and runs no test alone; a missing counterpart is `skip: needs(...)`',
  finds({ path, bare }) {
    if (!isTest(path)) return []
    const patterns = [
      /\b(?:it|test|describe|suite)\.(?:skip|only|todo)\b/,
      /(?<![.\w])t\.(?:skip|todo)\(/,
      /\b(?:only|todo|skip)\s*:\s*(?:true\b|["'`])/,
    ]
    return patterns.flatMap((pattern) => bare.match(pattern)?.[0] ?? [])
  },
  catches: [
    ['src/case/decide.test.ts', "it.skip('a', () => {})"],
    ['src/case/decide.test.ts', "describe.only('a', () => {})"],
    ['test/journeys/a.test.ts', "it('a', { skip: true }, () => {})"],
    ['test/journeys/a.test.ts', "it('a', { todo: 'later' }, () => {})"],
    ['test/journeys/a.test.ts', "it('a', (t) => t.skip('x'))"],
  ],
  allows: [['test/journeys/a.test.ts', "it('does not it.skip( anything', { skip: needs('chromium') }, () => {})"]],
}

const travels: Rule = {
  says: 'names no path of one machine and no registry',
  finds({ path, text }) {
    if (path.startsWith('test/house/')) return []
    const patterns = [
      /(?<![\w.:/-])\/(?:work|farm)\/[\w.]*/,
      /\/tmp\/postern\b/,
      /\/(?:root|home\/\w+)\/\.(?:npm|cache)\b/,
      /\bregistry\.(?:npmjs|yarnpkg|npmmirror)\.\w+/,
      /\b_authToken\b/,
    ]
    return patterns.flatMap((pattern) => text.match(pattern)?.[0] ?? [])
  },
  catches: [
    ['docs/operating.md', 'Look into /work/main first.'],
    ['src/web/a.ts', "const log = '/tmp/postern/log'"],
    ['package-lock.json', '"resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz"'],
    ['.npmrc', '//host/:_authToken=x'],
  ],
  allows: [['docs/operating.md', 'See ../shared/data, /var/lib/postern and https://example.com/work/1.']],
}

const erasable: Rule = {
  says: 'writes only syntax that can be erased',
  finds({ path, text }) {
    if (!/\.tsx?$/.test(path) || path.startsWith('test/house/')) return []
    const patterns = [
      /^\s*(?:export\s+)?(?:declare\s+)?(?:const\s+)?enum\s+\w+\s*\{/m,
      /^\s*(?:export\s+)?namespace\s+\w+/m,
      /\bconstructor\(\s*(?:[^)]*,\s*)?(?:private|public|protected|readonly)\s/,
    ]
    return patterns.flatMap((pattern) => text.match(pattern)?.[0].trim() ?? [])
  },
  catches: [
    ['src/case/stage.ts', 'export enum Stage { New }'],
    ['src/case/stage.ts', 'const enum Stage {\n  New,\n}'],
    ['src/case/stage.ts', 'namespace Stage {}'],
    ['src/case/stage.ts', 'class A { constructor(private readonly a: string) {} }'],
  ],
  allows: [['src/case/stage.ts', "export const stages = ['new'] as const // z.enum and an enum { of words }"]],
}

const finished: Rule = {
  says: 'leaves no note that something is still to do',
  finds({ path, text }) {
    if (!/\.(tsx?|cjs|css|sql)$/.test(path) || path.startsWith('test/house/')) return []
    return text.match(/\b(?:TODO|FIXME)\b/) ?? []
  },
  catches: [['src/case/decide.ts', '// TODO: decide']],
  allows: [['src/case/decide.ts', "// what is left to do for the team\nconst todo = ''"]],
}

export const rules: readonly Rule[] = [
  inwards,
  concrete,
  apart,
  pure,
  noBarrels,
  nouns,
  notImported,
  noHtmlSinks,
  noSpread,
  oneLink,
  allTestsRun,
  travels,
  erasable,
  finished,
]
