import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'

/**
 * The hidden field of every form. Whoever has a session gets a token bound to it; everybody else one that is good for
 * a day, as long as a draft. Both are made from the desk's session key, so every node knows them.
 */
export interface FormTokens {
  make(session: string | null): string
  holds(token: string, session: string | null): boolean
  /** Whether this desk made it for a session, whichever that was and however long it is over. */
  outlived(token: string): boolean
}

const hour = 3_600_000
const hoursGood = 25

export function formTokens(secret: Uint8Array, now: () => number): FormTokens {
  const key = createSecretKey(secret)
  const mac = (text: string) => createHmac('sha256', key).update(`postern/v1/form:${text}`).digest('base64url')
  const anonymous = (at: number) => `${at.toString(36)}.${mac(`anyone:${at}`)}`
  const thisHour = () => Math.floor(now() / hour)
  const marked = (own: string) => `${own}.${mac(`made:${own}`)}`
  return {
    make: (session) => (session === null ? anonymous(thisHour()) : marked(mac(`session:${session}`))),
    outlived: (token) => same(token, marked(token.split('.')[0] ?? '')),
    holds(token, session) {
      if (session !== null) return same(token, marked(mac(`session:${session}`)))
      const made = Number.parseInt(token.split('.')[0] ?? '', 36)
      const age = thisHour() - made
      return age >= 0 && age < hoursGood && same(token, anonymous(made))
    },
  }
}

function same(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
