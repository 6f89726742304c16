import { setTimeout as pause } from 'node:timers/promises'

/** People who report all the time, half by the API and half by the form, and what they were told. */
export interface Senders {
  /** Every report that somebody was told of as received. */
  readonly acknowledged: readonly Acknowledged[]
  /** Answers that were neither a receipt nor a plain no. */
  readonly strange: readonly string[]
  /** Resolves when everybody has the answer to what they sent last. */
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
  const all = Array.from({ length: 8 }, async (_, sender) => {
    const send = sender % 2 === 0 ? byApi : byForm
    for (let n = 0; going; n++) {
      const title = `Report ${sender}-${n} of ${at}`
      const told = await send(at, origin, title, n % 5 === 0).catch((error: unknown) => String(error))
      if (typeof told === 'object') acknowledged.push(told)
      // A desk that is gone in the middle of an answer has told nobody anything.
      else if (going && !/^(503|TypeError)/.test(told)) strange.push(told)
      if (pace > 0 || typeof told === 'string') await pause(pace || 20)
    }
  })
  return {
    acknowledged,
    strange,
    async stop() {
      going = false
      await Promise.all(all)
    },
  }
}

type Told = Acknowledged | string

async function byApi(at: string, _: string, title: string, file: boolean): Promise<Told> {
  const report = JSON.stringify({ title, description: 'What was found.' })
  const body = new FormData()
  body.set('report', report)
  if (file) body.set('files', new Blob([`file of ${title}`.repeat(200)]), 'proof.txt')
  const answer = await fetch(`${at}/api/v1/reports`, { method: 'POST', body })
  const text = await answer.text()
  if (answer.status !== 201) return `${answer.status} ${text.slice(0, 200)}`
  const { receipt, case: number } = JSON.parse(text) as { receipt: string; case: string }
  return { receipt, number, title, file }
}

async function byForm(at: string, origin: string, title: string, file: boolean): Promise<Told> {
  const page = await fetch(`${at}/report`)
  const form = await page.text()
  const post = async (fields: Readonly<Record<string, string>>) => {
    const body = new FormData()
    for (const [name, value] of Object.entries({ token: hidden(form, 'token'), ...fields })) body.set(name, value)
    if (file && fields.do === 'review') body.set('files', new Blob([`file of ${title}`.repeat(200)]), 'proof.txt')
    const answer = await fetch(`${at}/report`, { method: 'POST', headers: { origin }, body })
    return { status: answer.status, text: await answer.text() }
  }
  const review = await post({ draft: '', title, description: 'What was found.', do: 'review' })
  if (review.status !== 200) return `${review.status} ${review.text.slice(0, 200)}`
  const sent = await post({ draft: hidden(review.text, 'draft'), do: 'send' })
  const plain = sent.text.replaceAll(/<\/?span[^>]*>/g, '')
  const [receipt = '', number = ''] = [/[a-z]+(?:-[a-z]+){9}/.exec(plain)?.[0], /P-[0-9A-Z]{6}/.exec(plain)?.[0]]
  const arrived = sent.status === 200 && /Your report arrived/.test(sent.text)
  return arrived ? { receipt, number, title, file } : `${sent.status} ${sent.text.slice(0, 200)}`
}

const hidden = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(html)?.[1] ?? ''
