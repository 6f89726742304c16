/** Counts the tests of several runs as one, and knows what node:test lets pass: skips, empty files, no tests at all. */
import { basename } from 'node:path'

export interface TestEvent {
  type: string
  data: {
    name?: string
    file?: string
    message?: string
    nesting?: number
    skip?: string | boolean
    todo?: string | boolean
    counts?: Record<string, number>
    duration_ms?: number
    details?: { duration_ms?: number; type?: string }
  }
}

const counted = ['tests', 'suites', 'passed', 'failed', 'cancelled', 'skipped', 'todo'] as const
/** What node:test calls these counts in its closing lines. */
const closingName: Record<string, string> = { passed: 'pass', failed: 'fail' }

export class Tally {
  readonly #counts: Record<string, number> = Object.fromEntries(counted.map((name) => [name, 0]))
  readonly #left: string[] = []
  readonly #empty: string[] = []
  readonly #slow: { file: string; ms: number }[] = []
  #duration = 0

  /** Takes note of one event; false for the closing of one part, as `closing` says it for all parts together. */
  take({ type, data }: TestEvent): boolean {
    if (type === 'test:summary') this.#summary(data)
    if (type === 'test:pass' && (data.skip !== undefined || data.todo !== undefined)) {
      this.#left.push(`${data.name} — ${data.todo !== undefined ? 'todo' : data.skip || 'skipped'}`)
    }
    // A file that declares no test counts as one passed test of its own name.
    if (type === 'test:pass' && data.name === data.file && data.name) this.#empty.push(basename(data.name))
    const closes =
      type === 'test:summary' || (type === 'test:diagnostic' && /^[a-z_]+ [\d.]+$/.test(data.message ?? ''))
    return !(closes && data.file === undefined)
  }

  *closing(): Generator<TestEvent> {
    for (const name of counted) yield line(`${closingName[name] ?? name} ${this.#counts[name]}`)
    yield line(`duration_ms ${Math.round(this.#duration)}`)
    // At this the reporter lists what failed.
    yield { type: 'test:summary', data: { counts: this.#counts, duration_ms: this.#duration } }
  }

  /** What a person may want to know and nobody fails for: what was left out, and where the time went. */
  remarks(): string[] {
    const slow = this.#slow.sort((a, b) => b.ms - a.ms).slice(0, 5)
    return [
      ...this.#left.map((left) => `﹣ left out: ${left}`),
      ...slow.filter(({ ms }) => ms > 10_000).map(({ file, ms }) => `  slow: ${file}, ${Math.round(ms / 1000)} s`),
    ]
  }

  faults({ skipsAllowed }: { skipsAllowed: boolean }): string[] {
    const { tests = 0, failed = 0, cancelled = 0, skipped = 0, todo = 0 } = this.#counts
    const left = Math.max(this.#left.length, skipped + todo)
    return [
      ...(tests === 0 ? ['not one test ran'] : []),
      ...(failed + cancelled > 0 ? [`${failed + cancelled} tests failed or never ended`] : []),
      ...this.#empty.map((file) => `${file} declares no test`),
      ...(left > 0 && !skipsAllowed ? [`${left} tests were left out, and with CI=true that is a failure`] : []),
    ]
  }

  /** Each file gives a summary, and each run one more, without a file, that counts all of its files. */
  #summary({ file, counts = {}, duration_ms = 0 }: TestEvent['data']) {
    if (file !== undefined) {
      this.#slow.push({ file: basename(file), ms: duration_ms })
      return
    }
    for (const name of counted) this.#counts[name] = (this.#counts[name] ?? 0) + (counts[name] ?? 0)
    this.#duration += duration_ms
  }
}

function line(message: string): TestEvent {
  return { type: 'test:diagnostic', data: { nesting: 0, message } }
}
