import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'

/** People who report all the time, half by the API and half by the form, and what they were told. */
export interface Senders {
  /** Every report that somebody was told of as received. */
  readonly acknowledged: readonly Acknowledged[]
  /** Answers that were neither a receipt nor a plain no. */
  readonly strange: readonly string[]
  /** Reports of which nobody learned what became of them, once all have stopped. */
  readonly unanswered: number
  /** Resolves when everybody has the answer to what they sent last, or a no. */
  stop(): Promise<void>
}

export interface Acknowledged {
  readonly receipt: string
  readonly number: string
  readonly title: string
  readonly file: boolean
}

/** `at`: where the desk listens. `origin`: what it calls itself. */
export function eightSenders(at: string, origin: string, pace = 0): Senders {
  const acknowledged: Acknowledged[] = []
  const strange: string[] = []
  let going = true
  let unanswered = 0

  /** As people do: what was not answered is sent once more, the same report under the same key or draft. */
  async function report(send: () => Promise<Told>): Promise<void> {
    for (;;) {
      const told = await send().catch((error: unknown) => String(error))
      if (typeof told === 'object') return void acknowledged.push(told)
      // A desk that is gone in the middle of an answer has told nobody anything.
      if (going && !/^(503|TypeError)/.test(told)) strange.push(told)
      if (!going) return void unanswered++
      await pause(20)
    }
  }

  const all = Array.from({ length: 8 }, async (_, sender) => {
    const way = sender % 2 === 0 ? byApi : byForm
    for (let n = 0; going; n++) {
      await report(way(at, origin, { title: `Report ${sender}-${n} of ${at}`, file: n % 5 === 0 }))
      if (pace > 0) await pause(pace)
    }
  })
  return {
    acknowledged,
    strange,
    get unanswered() {
      return unanswered
    },
    async stop() {
      going = false
      await Promise.all(all)
    },
  }
}

type Told = Acknowledged | string
type Report = Pick<Acknowledged, 'title' | 'file'>

function byApi(at: string, _: string, { title, file }: Report): () => Promise<Told> {
  const headers = { 'idempotency-key': randomBytes(16).toString('hex') }
  return async () => {
    const body = new FormData()
    body.set('report', JSON.stringify({ title, description: 'What was found.' }))
    if (file) body.set('files', proofOf(title), 'proof.txt')
    const answer = await fetch(`${at}/api/v1/reports`, { method: 'POST', headers, body })
    const text = await answer.text()
    if (answer.status !== 201) return `${answer.status} ${text.slice(0, 200)}`
    const { receipt, case: number } = JSON.parse(text) as { receipt: string; case: string }
    return { receipt, number, title, file }
  }
}

function byForm(at: string, origin: string, { title, file }: Report): () => Promise<Told> {
  let token = ''
  let draft = ''
  const post = async (fields: Readonly<Record<string, string>>) => {
    const body = new FormData()
    for (const [name, value] of Object.entries({ token, ...fields })) body.set(name, value)
    if (file && fields.do === 'review') body.set('files', proofOf(title), 'proof.txt')
    const answer = await fetch(`${at}/report`, { method: 'POST', headers: { origin }, body })
    return { status: answer.status, text: await answer.text() }
  }
  return async () => {
    if (draft === '') {
      const form = await fetch(`${at}/report`)
      const page = await form.text()
      if (form.status !== 200) return `${form.status} ${page.slice(0, 200)}`
      token = hidden(page, 'token')
      const review = await post({ draft, title, description: 'What was found.', do: 'review' })
      if (review.status !== 200) return `${review.status} ${review.text.slice(0, 200)}`
      draft = hidden(review.text, 'draft')
    }
    const sent = await post({ draft, do: 'send' })
    const plain = sent.text.replaceAll(/<\/?span[^>]*>/g, '')
    const [receipt = '', number = ''] = [/[a-z]+(?:-[a-z]+){9}/.exec(plain)?.[0], /P-[0-9A-Z]{6}/.exec(plain)?.[0]]
    const arrived = sent.status === 200 && /Your report arrived/.test(sent.text)
    return arrived ? { receipt, number, title, file } : `${sent.status} ${sent.text.slice(0, 200)}`
  }
}

const proofOf = (title: string): Blob => new Blob([`file of ${title}`.repeat(200)])

const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? ''
