import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { checkFile } from '../src/config/check.ts'
import { problemLine } from '../src/config/problem.ts'
import { configSchema } from '../src/config.ts'
import { readEnvironment } from '../src/environment.ts'
import { defaultLimits, inUnits } from '../src/limits.ts'
import { root } from './machine.ts'

const page = readFileSync(join(root, 'docs', 'configuration.md'), 'utf8')
/** The rows of its tables: a setting, and its default as it stands there. */
const rows = new Map(
  [...page.matchAll(/^\| `([a-z][A-Za-z0-9.-]*)` \| (.+?) \|/gm)].map(([, name = '', said = '']) => [name, said]),
)

interface Shape {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Shape>>
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Shape>>
  readonly items?: Shape
}
const schema: Shape = configSchema()

/** Every setting as the page names it, with its default. Entries of a list are named like the list. */
function settings(shape: Shape, path: string, seen: readonly string[] = []): readonly (readonly [string, unknown])[] {
  const ref = shape.$ref?.split('/').at(-1)
  if (ref !== undefined) return seen.includes(ref) ? [] : settings(schema.$defs?.[ref] ?? {}, path, [...seen, ref])
  if (shape.items !== undefined) {
    const inner = path === 'documentation' ? [] : settings(shape.items, path, seen)
    return [[path, undefined], ...inner.filter(([name]) => name !== path)]
  }
  if (shape.properties === undefined) return [[path, shape.default]]
  return Object.entries(shape.properties).flatMap(([name, inner]) =>
    settings(inner, path === '' ? name : `${path}.${name}`, seen),
  )
}

const problemsIn = (yaml: string): string => {
  const read = checkFile('postern.yaml', Buffer.from(yaml))
  return 'file' in read ? '' : read.map(problemLine).join('\n')
}

describe('the page on configuration', () => {
  const all = settings(schema, '')

  it('names every setting, and no other', () => {
    assert.ok(all.length > 90, `${all.length} settings`)
    assert.deepEqual([...rows.keys()].toSorted(), all.map(([name]) => name).toSorted())
  })

  it('names every variable of the environment, and no other', () => {
    const asked = new Set<string>()
    const env = new Proxy({}, { get: (_, name) => void asked.add(String(name)), ownKeys: () => [] })
    readEnvironment(env, '/')
    const named = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name)
    const own = [...asked].filter((name) => !name.endsWith('_FILE') || !asked.has(name.slice(0, -5)))
    // These are read where the root key is taken, and kept nowhere.
    const whole = [...own, 'POSTERN_KEY', 'POSTERN_KEY_COMMAND']
    assert.ok(whole.length >= 10, `${whole.length} variables`)
    assert.deepEqual(named.toSorted(), whole.toSorted())
  })

  it('gives every default as it is', () => {
    const simple = all.filter(([, value]) => ['number', 'boolean', 'string'].includes(typeof value))
    assert.ok(simple.length > 50, `${simple.length} defaults`)
    for (const [name, value] of simple) {
      const said = rows.get(name) ?? ''
      const limit = Object.entries(defaultLimits).find(([limit]) => name === `limits.${limit}`)?.[1]
      assert.equal(said, `\`${limit !== undefined && said.includes('iB') ? inUnits(limit) : value}\``, name)
    }
  })

  it('shows examples that the desk reads', () => {
    const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => yaml)
    assert.ok(blocks.length >= 5, `${blocks.length} examples`)
    for (const yaml of blocks) assert.equal(problemsIn(yaml), '', yaml)
  })

  it('shows mistakes as the desk says them', () => {
    const shown = /```\n(postern\.yaml:6:16[\s\S]*?)\n```/.exec(page)?.[1]
    assert.equal(
      problemsIn('project:\n  name: Lantern\n\n\ndeadlines:\n  firstAnswer: soon\n\n\ncontcats: []\n'),
      shown,
    )
  })
})
