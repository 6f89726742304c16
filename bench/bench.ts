import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type AppendFigures, measureAppends } from './append.ts'
import { type InboxFigures, measureInbox } from './inbox.ts'
import { measurePressure, type PressureFigures } from './pressure.ts'
import { measureReports, type ReportFigures } from './reports.ts'
import { engines, measureScale } from './scale.ts'
import { measureStart, type StartFigures } from './start.ts'

/**
 * `npm run bench`: the figures of docs/figures.md, measured here and now. Rates depend on the machine and on what else
 * it does; the ratios within one run, and processor time for each report, are what can be compared. Nothing fails here:
 * a gate that is missed is said.
 */
const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    quick: { type: 'boolean' },
    // A desk of a million cases takes longer than all the rest, and is asked for by name.
    scale: { type: 'boolean' },
    folder: { type: 'string' },
    engine: { type: 'string' },
  },
})
if (values.scale) {
  const { out, folder } = values
  const engine = engines.find((one) => one === values.engine)
  if (values.engine !== undefined && engine === undefined)
    throw new Error(`--engine is ${engines.join(' or ')}, and not ${values.engine}`)
  const ask = values.quick
    ? { few: 200, many: 2_000, rounds: 1, times: 10 }
    : { few: 1_000, many: 1_000_000, rounds: 3, times: 40 }
  process.exit((await measureScale({ ...ask, out, folder, engine })) ? 0 : 1)
}
const size = values.quick
  ? { rounds: 1, milliseconds: 1_000, inbox: [1_000], times: 50, searched: 1_000, starts: 3 }
  : { rounds: 3, milliseconds: 2_000, inbox: [1_000, 10_000, 100_000], times: 200, searched: 10_000, starts: 5 }

const folder = mkdtempSync(join(tmpdir(), 'postern-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(1))

say(
  `Node ${process.versions.node}, ${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), load ${loadavg()[0]?.toFixed(1)}`,
)
const reports = await measureReports(folder, size)
showReports(reports)
const appends = await measureAppends(folder, size)
showAppends(appends)
const inbox: InboxFigures[] = []
for (const cases of size.inbox) {
  inbox.push(
    await measureInbox(join(folder, `inbox-${cases}`), { cases, times: size.times, search: cases === size.searched }),
  )
  showInbox(inbox.at(-1))
}
const start = await measureStart(join(folder, `inbox-${size.inbox[0]}`), size.starts)
const largest = await measureStart(join(folder, `inbox-${size.inbox.at(-1)}`), size.starts)
showStart(inbox[0], start)
if (inbox.length > 1) showStart(inbox.at(-1), largest)
const pressure = values.quick ? null : await measurePressure(folder)
if (pressure !== null) showPressure(pressure)
verdicts()
if (values.out !== undefined)
  writeFileSync(
    values.out,
    `${JSON.stringify({ node: process.versions.node, load: loadavg(), reports, appends, inbox, start, largest, pressure }, null, 2)}\n`,
  )
process.exit(0)

function showReports(all: readonly ReportFigures[]): void {
  say('\nDurable reports by the API, with receipt and proof (medians)')
  say('senders   bare/s   desk/s   ratio   commits/report   CPU-ms/report   p50 ms   p95 ms   failed')
  for (const { senders, bare, desk, ratio, commitsPerReport, cpuPerReport, p50, p95, failed } of all) {
    say(
      [
        cell(senders, 7, 0),
        cell(bare, 8, 0),
        cell(desk, 8, 0),
        cell(ratio, 7, 2),
        cell(commitsPerReport, 16, 3),
        cell(cpuPerReport, 15, 2),
        cell(p50, 8, 1),
        cell(p95, 8, 1),
        cell(failed, 8, 0),
      ].join(' '),
    )
  }
}

function showAppends(all: readonly AppendFigures[]): void {
  say('\nAppends of a new case, a second (medians): PostgreSQL against pgbench, SQLite against one commit each')
  for (const { engine, clients, bare, store, ratio } of all)
    say(
      `${engine.padEnd(10)} ${cell(clients, 3, 0)} clients ${cell(bare, 7, 0)} ${cell(store, 7, 0)} ${cell(ratio, 7, 2)}`,
    )
}

function showInbox(one: InboxFigures | undefined): void {
  if (one === undefined) return
  const { planted, api, page, rss, search, pages } = one
  say(
    `\nInbox of ${planted.cases.toLocaleString('en')} cases, ${planted.open.toLocaleString('en')} of them open (${planted.megabytes.toFixed(0)} MB, planted in ${planted.seconds.toFixed(0)} s)`,
  )
  for (const [name, asked] of [
    ['page', page],
    ['API', api],
  ] as const) {
    say(
      `${name.padEnd(7)} p50 ${cell(asked.p50, 6, 1)} ms   p95 ${cell(asked.p95, 6, 1)} ms   ${cell(asked.bytes / 1_024, 6, 1)} KiB   status ${asked.status}`,
    )
  }
  for (const { name, asked } of pages)
    say(
      `${name.padEnd(22)} first byte p50 ${cell(asked.first.p50, 6, 1)} ms   p95 ${cell(asked.first.p95, 6, 1)} ms   ${cell(asked.bytes / 1_024, 6, 1)} KiB   status ${asked.status}`,
    )
  say(`memory  ${cell(rss / 1e6, 6, 0)} MB`)
  if (search !== null)
    say(
      `search  p50 ${cell(search.p50, 6, 1)} ms   ready ${(search.ready * 100).toFixed(0)} % after ${search.seconds.toFixed(0)} s`,
    )
}

function showStart(desk: InboxFigures | undefined, { firstPage, bareNode, idleRss }: StartFigures): void {
  say(
    `\nStart with ${desk?.planted.cases.toLocaleString('en')} cases: first page after ${cell(firstPage, 0, 0)} ms (a Node that does nothing: ${cell(bareNode, 0, 0)} ms), at rest ${cell(idleRss / 1e6, 0, 0)} MB`,
  )
}

function showPressure({ crowd, slowDisk, guessing }: PressureFigures): void {
  const { uploaded, cases, restRss, peakRss } = crowd
  say(
    `\n64 people at once, each with a file of 2 MiB: ${uploaded.sent} sent, ${uploaded.failed.length} failed, ${cases} cases, ${uploaded.seconds.toFixed(1)} s, memory ${cell(restRss / 1e6, 0, 0)} MB at rest and ${cell(peakRss / 1e6, 0, 0)} MB at its peak`,
  )
  const { health, policy, sending } = slowDisk
  say(
    `Every commit half a second later: /healthz p95 ${health.p95.toFixed(1)} ms, policy page p95 ${policy.p95.toFixed(1)} ms, ${sending.accepted} reports accepted in ${sending.seconds.toFixed(1)} s`,
  )
  const { right, guessed } = guessing
  say(
    `${guessed.asked} wrong receipt codes in 4 s, ${guessed.answered} answered meanwhile: a right one p50 ${right.p50.toFixed(1)} ms, p95 ${right.p95.toFixed(1)} ms`,
  )
}

function verdicts(): void {
  const crowd = reports.find(({ senders }) => senders === 64)
  const [few, many] = [inbox[0], inbox.at(-1)]
  say('\nGates')
  for (const { senders, ratio } of reports)
    gate(`${senders} senders: at least 0.2 of the bare server`, ratio, ratio >= 0.2)
  gate(
    '64 senders: at most 0.25 commits a report',
    crowd?.commitsPerReport ?? 1,
    (crowd?.commitsPerReport ?? 1) <= 0.25,
  )
  gate(
    'no report refused or lost',
    reports.reduce((sum, { failed }) => sum + failed, 0),
    reports.every(({ failed }) => failed === 0),
  )
  for (const { engine, clients, ratio } of appends) {
    const least = engine === 'PostgreSQL' ? 0.7 : 0.6
    gate(`appends, ${engine}, ${clients} clients: at least ${least} of the bare engine`, ratio, ratio >= least)
  }
  if (many !== undefined)
    gate(
      'inbox page: at most 40 KiB',
      many.page.bytes / 1_024,
      many.page.status === 200 && many.page.bytes <= 40 * 1_024,
    )
  const slowest = Math.max(...(many?.pages ?? []).map(({ asked }) => asked.first.p95))
  gate('slowest page of members: first byte within 100 ms (p95)', slowest, slowest <= 100)
  if (few !== undefined && many !== undefined && few !== many)
    gate(
      'inbox p95: at most 12 times that of 1,000 cases',
      many.page.p95 / few.page.p95,
      many.page.p95 <= 12 * few.page.p95,
    )
  if (pressure !== null) pressureVerdicts(pressure)
  gate('first page: within 150 ms (aim)', start.firstPage, start.firstPage <= 150)
  gate('at rest: at most 110 MB (aim)', start.idleRss / 1e6, start.idleRss <= 110e6)
}

function pressureVerdicts({ crowd, slowDisk, guessing }: PressureFigures): void {
  gate(
    'a crowd with files: nobody fails, each has a case',
    crowd.uploaded.failed.length,
    crowd.uploaded.failed.length === 0 && crowd.cases === crowd.uploaded.sent,
  )
  gate('a crowd with files: at most 300 MB', crowd.peakRss / 1e6, crowd.peakRss <= 300e6)
  gate(
    'a slow disk: readers wait at most 50 ms (p95)',
    Math.max(slowDisk.health.p95, slowDisk.policy.p95),
    Math.max(slowDisk.health.p95, slowDisk.policy.p95) <= 50,
  )
  gate(
    'a slow disk: all 64 reports within 5 s',
    slowDisk.sending.seconds,
    slowDisk.sending.accepted >= 64 && slowDisk.sending.seconds < 5,
  )
  gate('a right code among wrong ones: within 1 s (p95)', guessing.right.p95, guessing.right.p95 <= 1_000)
}

function gate(what: string, value: number, holds: boolean): void {
  say(`${holds ? 'yes' : ' NO'}  ${what}: ${value < 10 ? value.toFixed(2) : value.toFixed(0)}`)
}

function cell(value: number, width: number, digits: number): string {
  return value.toFixed(digits).padStart(width)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
