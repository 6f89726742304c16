import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { house } from '../../src/main.ts'
import type { Failpoints } from '../../src/store/failpoints.ts'
import { visitor } from '../stand-ins/visitor.ts'
import { deskEnv } from './started-desk.ts'

/**
 * A house in a process of its own that may be killed at any commit. It reads what to send from standard input, one JSON
 * line each, and prints what came back; what it did not print, its sender never learned.
 */
const { folder = '', failpoints = '{}' } = parseArgs({
  options: { folder: { type: 'string' }, failpoints: { type: 'string' } },
}).values
const origin = 'https://security.example'
const desk = await house({
  env: deskEnv(folder, { POSTERN_URL: origin }),
  failpoints: JSON.parse(failpoints) as Failpoints,
  log: { request: () => undefined, failure: () => undefined, note: () => undefined },
})
const say = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)
say({ ready: true })

type Ask =
  | { readonly ask: 'api'; readonly key: string; readonly title: string }
  | { readonly ask: 'review'; readonly title: string }
  | { readonly ask: 'send'; readonly draft: string }

for await (const line of createInterface({ input: process.stdin })) {
  const ask = JSON.parse(line) as Ask
  if (ask.ask === 'api') say(await byApi(ask))
  else say(await byForm(ask))
}
await desk.close()

async function byApi({ key, title }: Extract<Ask, { ask: 'api' }>): Promise<object> {
  const body = JSON.stringify({ title, description: 'What was found.' })
  const headers = { 'content-type': 'application/json', 'idempotency-key': key }
  const answer = await desk.fetch(
    new Request(`${origin}/api/v1/reports`, { method: 'POST', headers, body }),
    '192.0.2.1',
  )
  const { receipt, case: number } = (await answer.json()) as { receipt?: string; case?: string }
  return { status: answer.status, receipt, number }
}

async function byForm(ask: Exclude<Ask, { ask: 'api' }>): Promise<object> {
  const browser = visitor(desk, origin)
  const page = await browser.get('/report')
  const token = /name="token" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  const fields: Record<string, string> =
    ask.ask === 'send'
      ? { draft: ask.draft, do: 'send' }
      : { draft: '', title: ask.title, description: 'What was found.', do: 'review' }
  const { status, body } = await browser.post('/report', { token, ...fields })
  return {
    status,
    draft: /name="draft" value="([^"]+)"/.exec(body)?.[1],
    receipt: /[a-z]+(?:-[a-z]+){9}/.exec(body.replaceAll(/<\/?span[^>]*>/g, ''))?.[0],
    number: /P-[0-9A-Z]{6}/.exec(body)?.[0],
  }
}
