/** `senders.js URL PATH SENDERS MILLISECONDS`: so many senders, each sending its next report as soon as the last one is answered, one at least. */
import { Agent, request } from 'node:http'
import { quantile } from './quantile.ts'
import { reportText } from './report-text.ts'

export interface Sending {
  readonly accepted: number
  readonly failed: number
  readonly seconds: number
  /** Milliseconds from the last byte asked to the last byte answered. */
  readonly p50: number
  readonly p95: number
}

const [url = '', path = '', senders = '1', milliseconds = '1000'] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: Number(senders) })
const waits: number[] = []
let failed = 0

const began = performance.now()
const end = began + Number(milliseconds)
await Promise.all(Array.from({ length: Number(senders) }, sendUntilTheEnd))
const seconds = (performance.now() - began) / 1_000
process.send?.({
  accepted: waits.length,
  failed,
  seconds,
  p50: quantile(waits, 0.5),
  p95: quantile(waits, 0.95),
} satisfies Sending)
agent.destroy()

async function sendUntilTheEnd(_: unknown, sender: number): Promise<void> {
  let n = 0
  do {
    const sent = performance.now()
    const status = await post(reportText(sender * 1_000_003 + n++)).catch(() => 0)
    if (status === 201) waits.push(performance.now() - sent)
    else failed += 1
  } while (performance.now() < end)
}

function post(body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const sent = request(new URL(path, url), { method: 'POST', agent, headers }, (answer) => {
      answer.resume()
      answer.once('end', () => resolve(answer.statusCode ?? 0))
    })
    sent.once('error', reject)
    sent.end(body)
  })
}
