import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, describe, it } from 'node:test'
import type { Lane } from '../../src/case/lane.ts'
import { mentionsOf } from '../../src/case/mentions.ts'
import { alikeIndex } from '../../src/desk/alike/alike-index.ts'
import { type Told, termsOf } from '../../src/desk/alike/terms.ts'
import { checkClaims } from '../../src/desk/claims/check-claims.ts'
import type { Checked } from '../../src/desk/claims/claim.ts'
import { laneOf } from '../../src/desk/lane-of.ts'
import { conformanceData, needs } from '../machine.ts'

const data = conformanceData()
if (data) withData(join(data, 'alike'))
else console.log('Alike reports: not measured, since the pairs of reports are not there.')

type Pair = { readonly a: Told; readonly b: Told; readonly set?: string }
interface Text extends Told {
  readonly stream: string
  readonly twin: string
  /** Even lines were looked at while the rules were made, odd ones only counted. */
  readonly half: 'even' | 'odd'
}

function withData(folder: string) {
  const lines = <T>(name: string): T[] =>
    readFileSync(join(folder, name), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as T)

  withInbox(folder, lines<Message>('one-inbox.jsonl'))

  describe('finding the report that means the same', () => {
    it('shows the twin among three, searched among all reports of its set', () => {
      const pairs = lines<Pair>('same-product.jsonl')
      const sets = Map.groupBy(texts(pairs), (_, i) => pairs[Math.floor(i / 2)]?.set ?? '')
      const tallies = [...sets].map(([set, group]) => ({ set, ...measure(group, []) }))
      for (const { set, even, odd } of tallies)
        console.log(`  ${set}: ${share(even)} of the even lines, ${share(odd)} of the odd`)
      const all = sum(tallies.flatMap(({ even, odd }) => [even, odd]))
      const halves = (['even', 'odd'] as const).map((half) => `${share(sum(tallies.map((t) => t[half])))} ${half}`)
      console.log(`  same product: ${share(all)} (${halves.join(', ')})`)
      assert.ok(all.hits / all.of >= 0.93, share(all))
    })

    it('shows the same vulnerability told by another source, among five thousand others', () => {
      const { even, odd, slowest, mean } = measure(
        texts(lines<Pair>('cross-source.jsonl')),
        lines<Told>('others.jsonl'),
      )
      const all = sum([even, odd])
      console.log(`  cross source: ${share(all)} (${share(even)} even, ${share(odd)} odd)`)
      console.log(`  a question among ${128 + 5_000} texts: ${mean.toFixed(1)} ms, at most ${slowest.toFixed(1)} ms`)
      assert.ok(all.hits / all.of >= 0.95, share(all))
      assert.ok(mean < 100, `${mean} ms`)
    })
  })
}

/** The kinds of messages in the inbox, and where each belongs. */
const lanes = {
  good: 'review',
  invented: 'names-missing',
  scanner: 'scanner',
  'not-a-vulnerability': 'not-a-vulnerability',
  'beg-bounty': 'bounty',
  support: 'support',
  'wrong-address': 'elsewhere',
  'already-fixed': 'already-fixed',
  'threat-or-pressure': 'pressure',
  'thanks-or-followup': 'follow-up',
} as const satisfies Record<string, Lane>
interface Message extends Told {
  readonly kind: keyof typeof lanes
}

/** The imaginary project as the data's own page describes it: its files, its functions, its versions. */
function project(page: string): string {
  const [, name = '', from = '', to = ''] =
    /"(\w+)", an authentication portal .*? versions ([\d.]+) to ([\d.]+)/.exec(page) ?? []
  const files = /whose files include (.*?) and whose functions include (.*?)\. Kinds/.exec(page)
  const [paths, functions] = [files?.[1] ?? '', files?.[2] ?? ''].map((list) => list.split(', '))
  assert.ok(paths !== undefined && functions !== undefined && paths.length > 2 && functions.length > 4, name)
  const folder = mkdtempSync(join(tmpdir(), 'postern-project-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@lantern.example', ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
      stdio: 'ignore',
    })
  git('init', '--quiet')
  const [major = '', first = '', last = ''] = [...from.split('.'), to.split('.')[1]]
  for (let minor = Number(first); minor <= Number(last); minor++) {
    for (const [i, path] of paths.entries()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      const here = functions.filter((_, j) => j % paths.length === i)
      writeFileSync(join(folder, path), `// ${minor}\n${here.map((name) => `function ${name}() {}\n`).join('')}`)
    }
    git('add', '--all')
    git('commit', '--quiet', '-m', `Version ${minor}`)
    git('tag', `v${major}.${minor}.0`)
    git('tag', `v${major}.${minor}.1`)
  }
  return folder
}

function withInbox(folder: string, messages: readonly Message[]) {
  const skip = { skip: needs('git') }
  const look = async () => {
    const clone = project(readFileSync(join(folder, 'README.md'), 'utf8'))
    const all: { message: Message; checked: Checked; lane: Lane; half: 'even' | 'odd' }[] = []
    for (const [i, message] of messages.entries()) {
      const mentions = mentionsOf(`${message.title}\n\n${message.text}`)
      const checked = await checkClaims(clone, mentions, { milliseconds: 10_000 })
      assert.equal(checked.problem, null)
      const { lane, reasons } = laneOf(message, mentions, checked, 'Gatehouse')
      assert.ok(lane === 'review' || reasons.length > 0)
      all.push({ message, checked, lane, half: i % 2 === 0 ? 'even' : 'odd' })
    }
    return all
  }
  let looking: ReturnType<typeof look> | undefined
  const looked = () => {
    looking ??= look()
    return looking
  }
  const doubted = ({ checked }: { checked: Checked }) => checked.claims.some(({ finding }) => finding === 'not-there')
  const tally = <T>(of: readonly T[], hit: (each: T) => boolean): Tally => ({
    hits: of.filter(hit).length,
    of: of.length,
  })

  describe('looking up what a report names', skip, () => {
    it('doubts no good report', async () => {
      const good = (await looked()).filter(({ message }) => message.kind === 'good')
      assert.ok(good.length > 10)
      assert.deepEqual(
        good.filter(doubted).map(({ message }) => message.title),
        [],
      )
    })

    it('shows that what is invented is not there', async () => {
      const invented = (await looked()).filter(({ message }) => message.kind === 'invented')
      const found = tally(invented, doubted)
      console.log(`  invented reports shown to name what is not there: ${share(found)}`)
      assert.ok(found.hits / found.of >= 0.8, share(found))
    })
  })

  describe('suggesting a lane', skip, () => {
    it('sends no good report away', async () =>
      assert.deepEqual(
        (await looked())
          .filter(({ message, lane }) => message.kind === 'good' && lane !== 'review')
          .map(({ message }) => message.title),
        [],
      ))

    it('is right for most of the others', async () => {
      const others = (await looked()).filter(({ message }) => message.kind !== 'good')
      const right = tally(others, ({ message, lane }) => lanes[message.kind] === lane)
      const halves = (['even', 'odd'] as const).map(
        (half) =>
          `${share(
            tally(
              others.filter((each) => each.half === half),
              ({ message, lane }) => lanes[message.kind] === lane,
            ),
          )} ${half}`,
      )
      console.log(`  right lane: ${share(right)} (${halves.join(', ')})`)
      assert.ok(right.hits / right.of >= 0.7, share(right))
    })
  })
}

const texts = (pairs: readonly Pair[]): Text[] =>
  pairs.flatMap(({ a, b }, i) => {
    const half = i % 2 === 0 ? 'even' : 'odd'
    return [
      { ...a, stream: `${i}a`, twin: `${i}b`, half },
      { ...b, stream: `${i}b`, twin: `${i}a`, half },
    ]
  })

interface Tally {
  readonly hits: number
  readonly of: number
}
const sum = (tallies: readonly Tally[]): Tally => ({
  hits: tallies.reduce((n, { hits }) => n + hits, 0),
  of: tallies.reduce((n, { of }) => n + of, 0),
})
const share = ({ hits, of }: Tally): string => `${((100 * hits) / of).toFixed(1)} % (${hits} of ${of})`

/** Asks for each report in turn: is its twin among the three that are shown? */
function measure(group: readonly Text[], others: readonly Told[]) {
  const index = alikeIndex(() => performance.now())
  for (const text of group) index.put({ stream: text.stream, part: 'report' }, termsOf(text))
  others.forEach((text, i) => {
    index.put({ stream: `other ${i}`, part: 'advisory' }, termsOf(text))
  })
  const asked = group.map((text) => {
    const began = performance.now()
    const { alike, cut } = index.find(termsOf(text), { most: 3, except: [text.stream], milliseconds: 10_000 })
    assert.ok(!cut)
    return { text, hit: alike.some(({ stream }) => stream === text.twin), took: performance.now() - began }
  })
  const tally = (half: Text['half']): Tally => {
    const those = asked.filter(({ text }) => text.half === half)
    return { hits: those.filter(({ hit }) => hit).length, of: those.length }
  }
  const took = asked.map((each) => each.took)
  const mean = took.reduce((total, ms) => total + ms, 0) / took.length
  return { even: tally('even'), odd: tally('odd'), slowest: Math.max(...took), mean }
}
