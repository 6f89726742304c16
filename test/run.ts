/**
 * `npm test`: the unit tests first, then the folders of test/, as one run with one closing count.
 * `npm run test:unit`: the tests beside the sources alone.
 */
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, relative, sep } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { run } from 'node:test'
import { spec as Spec } from 'node:test/reporters'
import { conformanceData, installCounterparts, root } from './machine.ts'
import { serverOfThisRun } from './stand-ins/postgres.ts'
import { Tally, type TestEvent } from './tally.ts'

const minute = 60_000
/** Tests of faults that hold the desk to a time or to a number of syncs. */
const measured = new Set(
  'mail object-store postgres-outage silent-line soak stop sync-before-answer ten-thousand two-nodes'.split(' '),
)
const unitOnly = process.argv[2] === 'unit'
const inCi = process.env.CI === 'true'

process.chdir(root)
cleanEnvironment()
if (!unitOnly) sayWhatIsMissing()

// One for all tests of this run; a cluster of its own would cost each file seconds.
const postgres = await serverOfThisRun()
Object.assign(process.env, postgres.env)
const tally = new Tally()
const stop = new AbortController()
setTimeout(() => stopNow('the run took more than half an hour and was stopped'), 30 * minute).unref()
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stopNow(`stopped by ${signal}`))
await pipeline(Readable.from(allParts()), new Spec(), process.stdout, { end: false })
await postgres.end().catch((error: unknown) => console.error(String(error)))
for (const line of tally.remarks()) console.log(line)
const faults = tally.faults({ skipsAllowed: !inCi })
for (const fault of faults) console.error(`✖ ${fault}`)
process.exit(faults.length > 0 ? 1 : 0)

async function* allParts(): AsyncGenerator<TestEvent> {
  for (const part of parts()) {
    // A test that hangs is ended with its file, or one open browser would hold up the whole run.
    const events = run({ ...part, timeout: 5 * minute, execArgv: ['--test-force-exit'], signal: stop.signal })
    for await (const event of events as AsyncIterable<TestEvent>) {
      if (tally.take(event)) yield event
    }
  }
  yield* tally.closing()
}

/** Ends the tests that are running, so that no process of theirs is left behind, and then the run. */
function stopNow(reason: string) {
  stop.abort()
  setTimeout(() => {
    console.error(`✖ ${reason}`)
    process.exit(1)
  }, 1000)
}

/** What measures seconds or counts syncs against a promise runs alone; all the rest beside one another. */
function parts(): { files: string[]; concurrency: number }[] {
  const files = globSync(unitOnly ? 'dist/src/**/*.test.js' : 'dist/**/*.test.js').sort()
  const { together = [], alone = [] } = Object.groupBy(files, (file) => (isAlone(file) ? 'alone' : 'together'))
  const inTurn = together.toSorted((one, other) => turn(one) - turn(other))
  return [
    { files: inTurn.map(whole), concurrency: availableParallelism() },
    ...(alone.length > 0 ? [{ files: alone.map(whole), concurrency: 1 }] : []),
  ]
}

function whole(file: string): string {
  return `${root}${sep}${file}`
}

/** The unit tests first, as they are quick to say what is wrong; then the long ones, so that none is left over. */
function turn(file: string): number {
  const at = ['unit', 'browser', 'journeys', 'abuse'].indexOf(roomOf(file))
  return at === -1 ? 4 : at
}

function isAlone(file: string): boolean {
  return roomOf(file) === 'faults' && measured.has(basename(file, '.test.js'))
}

/** The folder inside test/, or `unit` for all that lies beside its sources. */
function roomOf(file: string): string {
  const [first, ...rest] = relative('dist', file).split(sep)
  return first === 'test' && rest.length > 1 ? rest[0]! : 'unit'
}

/** An operator's settings must not decide what a test sees. */
function cleanEnvironment() {
  const data = conformanceData()
  for (const name of Object.keys(process.env)) {
    if (
      /^(POSTERN_(?!(CHROMIUM|TEST_(DATABASE_URL|POSTGRES|S3_URL|S3_KEY))$).*|PORT|HOST|DATABASE_URL|CREDENTIALS_DIRECTORY|NODE_ENV)$/.test(
        name,
      )
    )
      delete process.env[name]
  }
  if (data) process.env.POSTERN_CONFORMANCE_DATA = data
}

function sayWhatIsMissing() {
  const missing = installCounterparts()
  if (missing.length > 0) console.error(`SKIPPED are all tests that need: ${missing.join(', ')} (Debian has them)`)
  if (!conformanceData()) {
    console.error('SKIPPED are the conformance suites: the official schemas and documents are not at ../shared/data')
  }
}
