/** `guessers.js URL RATE MILLISECONDS`: wrong receipt codes, so many a second, whether or not the last one was answered. */
import { Agent, request } from 'node:http'

export interface Guessed {
  readonly asked: number
  readonly answered: number
  readonly opened: number
}

const [url = '', rate = '100', milliseconds = '1000'] = process.argv.slice(2)
const agent = new Agent({ keepAlive: true, maxSockets: 256 })
const until = performance.now() + Number(milliseconds)
const began = performance.now()
let [asked, answered, opened] = [0, 0, 0]

const tick = setInterval(() => {
  if (performance.now() > until) return finish()
  const wanted = ((performance.now() - began) / 1_000) * Number(rate)
  while (asked < wanted) guess(asked++)
}, 5)

function guess(n: number): void {
  const code = `wrong-${n.toString(36)}-code-after-another-never-opens-any-door-here`
  const sent = request(`${url}/api/v1/thread`, { agent, headers: { authorization: `Receipt ${code}` } }, (answer) => {
    answered += 1
    if (answer.statusCode === 200) opened += 1
    answer.resume()
  })
  sent.once('error', () => undefined)
  sent.end()
}

function finish(): void {
  clearInterval(tick)
  process.send?.({ asked, answered, opened } satisfies Guessed)
  agent.destroy()
}
