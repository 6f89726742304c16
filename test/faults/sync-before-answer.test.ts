import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { needs } from '../machine.ts'
import { rounds } from './rounds.ts'
import { newFolder, type StartedDesk, startDesk } from './started-desk.ts'
import { type Call, callsIn, traced, traceEnded } from './system-calls.ts'

const json = { 'content-type': 'application/json' }
const report = (n: number) => ({ title: `Report ${n}`, description: 'What was found.' })

describe('a report that was accepted', { skip: needs('strace') }, () => {
  const count = rounds(100, 200)

  it(`was on disk before the answer left: ${count} by the API and ${count} by the form`, async () => {
    const folder = newFolder()
    const trace = join(folder, 'trace')
    const desk = await startDesk({ folder, under: traced(trace) })
    try {
      for (let n = 0; n < count; n++) await byApi(desk, n)
      for (let n = 0; n < count; n++) await byForm(desk, n)
      await desk.stop()
      await traceEnded(desk)
      const seen = orderOf(callsIn(trace))
      assert.equal(seen.api.length, count)
      assert.equal(seen.form.length, count * 2, 'the draft, and the sending of it')
      const late = [...seen.api, ...seen.form].filter(({ database }) => !database)
      assert.deepEqual(late, [], 'answers that left before the database was safe')
      const withFile = seen.api.filter((_, n) => n % 10 === 0)
      assert.deepEqual(
        withFile.filter(({ file, shelf }) => !file || !shelf),
        [],
        'answers that left before the file, or its name, was safe',
      )
      console.log(
        `${seen.api.length} of ${count} API reports and ${seen.form.length} of ${count * 2} forms were synced before their answer`,
      )
    } finally {
      await desk.close()
    }
  })

  it('shares its commit with others: at most one for every four of 64 senders', async () => {
    const folder = newFolder()
    const trace = join(folder, 'trace')
    const desk = await startDesk({ folder, under: traced(trace) })
    try {
      const each = rounds(6, 20)
      const statuses = await Promise.all(
        Array.from({ length: 64 }, async (_, sender) => {
          const all = []
          for (let n = 0; n < each; n++) all.push(await byApi(desk, (sender + 1) * 1_000 + n))
          return all
        }),
      )
      assert.deepEqual([...new Set(statuses.flat())], [201])
      await desk.stop()
      await traceEnded(desk)
      const calls = callsIn(trace)
      const first = calls.findIndex((call) => call.call === 'heard' && call.text.startsWith('POST /api/v1/reports'))
      const last = calls.findLastIndex((call) => call.call === 'answered')
      const commits = calls
        .slice(first, last)
        .filter((call) => call.call === 'synced' && call.path.endsWith('.db-wal')).length
      const perReport = commits / (64 * each)
      console.log(`${commits} syncs of the log for ${64 * each} reports of 64 senders: ${perReport.toFixed(3)} each`)
      assert.ok(commits > 0)
      assert.ok(perReport <= 0.25, `${perReport} a report`)
    } finally {
      await desk.close()
    }
  })
})

async function byApi({ port, url }: StartedDesk, n: number): Promise<number> {
  const at = `http://127.0.0.1:${port}/api/v1/reports`
  if (n % 10 !== 0 || n >= 1_000)
    return (await fetch(at, { method: 'POST', headers: json, body: JSON.stringify(report(n)) }).then(drained)).status
  const body = new FormData()
  body.set('report', JSON.stringify(report(n)))
  body.set('files', new Blob([`file ${n}`]), 'proof.txt')
  assert.ok(url)
  return (await fetch(at, { method: 'POST', body }).then(drained)).status
}

async function byForm({ port, url }: StartedDesk, n: number): Promise<void> {
  const at = `http://127.0.0.1:${port}/report`
  const form = await (await fetch(at)).text()
  const token = hidden(form, 'token')
  const post = async (fields: Record<string, string>) =>
    (
      await fetch(at, {
        method: 'POST',
        headers: { origin: new URL(url).origin },
        body: new URLSearchParams({ token, ...fields }),
      })
    ).text()
  const review = await post({ draft: '', ...report(n), do: 'review' })
  const sent = await post({ draft: hidden(review, 'draft'), do: 'send' })
  assert.match(sent, /Your report arrived/)
}

const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? ''

async function drained(response: Response): Promise<Response> {
  await response.text()
  return response
}

interface Order {
  readonly request: string
  /** What was synced between the last byte of the request and the first of its answer. */
  readonly database: boolean
  readonly file: boolean
  readonly shelf: boolean
}

/** Requests come one after the other here, so that whatever was synced between one and its answer was synced for it. */
function orderOf(calls: readonly Call[]): { readonly api: readonly Order[]; readonly form: readonly Order[] } {
  const all: Order[] = []
  let heard: string | null = null
  let synced: string[] = []
  for (const call of calls) {
    if (call.call === 'synced') synced.push(call.path)
    else if (call.call === 'heard') [heard, synced] = [call.text, []]
    else if (heard !== null) {
      if (/^POST \/(report|api\/v1\/reports) /.test(heard) && /^HTTP\/1\.1 20[01]/.test(call.text))
        all.push({
          request: heard.slice(0, 30),
          database: synced.some((path) => path.endsWith('postern.db-wal')),
          file: synced.some((path) => path.includes('/blobs/tmp/')),
          shelf: synced.some((path) => /\/blobs\/[0-9a-f]{2}$/.test(path)),
        })
      heard = null
    }
  }
  return {
    api: all.filter(({ request }) => request.startsWith('POST /api')),
    form: all.filter(({ request }) => request.startsWith('POST /report')),
  }
}
