/** `asker.js URL TIMES HEADERS`: asks for one page again and again, one after the other, and says how long each took. */
import { Agent, request } from 'node:http'
import { quantile } from './quantile.ts'

export interface Asked {
  readonly status: number
  readonly bytes: number
  readonly p50: number
  readonly p95: number
  /** Until the first byte. */
  readonly first: { readonly p50: number; readonly p95: number }
}

const [url = '', times = '100', headers = '{}'] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
const first = await ask()
for (let n = 0; n < 10; n++) await ask()
const waits: number[] = []
const firsts: number[] = []
for (let n = 0; n < Number(times); n++) {
  const sent = performance.now()
  const { began } = await ask()
  waits.push(performance.now() - sent)
  firsts.push(began - sent)
}
process.send?.({
  status: first.status,
  bytes: first.bytes,
  p50: quantile(waits, 0.5),
  p95: quantile(waits, 0.95),
  first: { p50: quantile(firsts, 0.5), p95: quantile(firsts, 0.95) },
} satisfies Asked)
agent.destroy()

function ask(): Promise<{ status: number; bytes: number; began: number }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, headers: JSON.parse(headers) as Record<string, string> }, (answer) => {
      let bytes = 0
      const began = performance.now()
      answer.on('data', (part: Buffer) => {
        bytes += part.length
      })
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, bytes, began }))
    })
    sent.once('error', reject)
    sent.end()
  })
}
