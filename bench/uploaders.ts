/**
 * `uploaders.js URL PEOPLE BYTES`: so many people at once, each filling in the form of the page with a file, reading it
 * over and pressing Send, as browsers without scripts do.
 */
import { randomBytes } from 'node:crypto'
import { reportFields } from './report-text.ts'

export interface Uploaded {
  readonly sent: number
  readonly failed: readonly string[]
  readonly seconds: number
}

const [url = '', people = '1', bytes = '1000'] = process.argv.slice(2)
const headers = { origin: url, 'sec-fetch-site': 'same-origin' }
const began = performance.now()
const all = await Promise.allSettled(Array.from({ length: Number(people) }, (_, n) => one(n)))
process.send?.({
  sent: all.filter(({ status }) => status === 'fulfilled').length,
  failed: all.flatMap((each) => (each.status === 'rejected' ? [reasonOf(each.reason)] : [])),
  seconds: (performance.now() - began) / 1_000,
} satisfies Uploaded)
process.disconnect?.()

async function one(n: number): Promise<void> {
  const token = hidden(await page(await fetch(`${url}/report`)), 'token')
  const review = new FormData()
  const { title, description } = reportFields(n)
  for (const [name, value] of Object.entries({ token, title, description, do: 'review' })) review.set(name, value)
  review.set('files', new Blob([new Uint8Array(randomBytes(Number(bytes)))]), `proof-${n}.bin`)
  const read = await page(await fetch(`${url}/report`, { method: 'POST', headers, body: review }))
  const send = new URLSearchParams({ token: hidden(read, 'token'), draft: hidden(read, 'draft'), do: 'send' })
  const sent = await page(await fetch(`${url}/report`, { method: 'POST', headers, body: send }))
  if (!/P-[0-9A-Z]{6}/.test(sent)) throw new Error('the last page shows the number of the case')
}

async function page(answer: Response): Promise<string> {
  const body = await answer.text()
  if (answer.status !== 200) throw new Error(`${answer.status}: ${/<h1[^>]*>([^<]*)/.exec(body)?.[1] ?? ''}`)
  return body
}

function hidden(body: string, name: string): string {
  const value = new RegExp(`<input type="hidden" name="${name}" value="([^"]*)"`).exec(body)?.[1]
  if (value === undefined) throw new Error(`the page has a field ${name}`)
  return value
}

/** `fetch` keeps what really went wrong in the cause. */
function reasonOf(reason: unknown): string {
  const cause = reason instanceof Error ? reason.cause : undefined
  return `${reason}${cause === undefined ? '' : ` (${cause})`}`
}
