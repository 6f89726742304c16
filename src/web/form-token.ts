import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'

/**
 * The hidden field of every form. Whoever has a session gets a token bound to it; everybody else one that is good for
 * a day, as long as a draft. Both are made from the desk's session key, so every node knows them.
 */
export interface FormTokens {
  /** `thread` is the one that a receipt opened this session for. */
  make(session: string | null, thread?: string): string
  holds(token: string, session: string | null): boolean
  /** The beginning of the hour in which this token for anybody was made; null where it is none. */
  madeAt(token: string): number | null
  /** Whether this desk made it for a session, whichever that was and however long it is over. */
  outlived(token: string): boolean
  /** Whether the session it was made for was one of this thread. */
  isOf(token: string, thread: string): boolean
}

const hour = 3_600_000
const hoursGood = 25

export function formTokens(secret: Uint8Array, now: () => number): FormTokens {
  const key = createSecretKey(secret)
  const mac = (text: string) => createHmac('sha256', key).update(`postern/v1/form:${text}`).digest('base64url')
  const anonymous = (at: number) => `${at.toString(36)}.${mac(`anyone:${at}`)}`
  const thisHour = () => Math.floor(now() / hour)
  const marked = (own: string) => `${own}.${mac(`made:${own}`)}`
  // With the token's own part in it, so that the tokens of two sessions never show that they are of one thread.
  const inThread = (own: string, thread: string) => `${marked(own)}.${mac(`thread:${own}:${thread}`)}`
  return {
    make(session, thread) {
      if (session === null) return anonymous(thisHour())
      const own = mac(`session:${session}`)
      return thread === undefined ? marked(own) : inThread(own, thread)
    },
    outlived: (token) => same(withoutThread(token), marked(ownPart(token))),
    isOf: (token, thread) => same(token, inThread(ownPart(token), thread)),
    madeAt(token) {
      const made = Number.parseInt(token.split('.')[0] ?? '', 36)
      return Number.isSafeInteger(made) && same(token, anonymous(made)) ? made * hour : null
    },
    holds(token, session) {
      if (session !== null) return same(withoutThread(token), marked(mac(`session:${session}`)))
      const made = Number.parseInt(token.split('.')[0] ?? '', 36)
      const age = thisHour() - made
      return age >= 0 && age < hoursGood && same(token, anonymous(made))
    },
  }
}

const ownPart = (token: string): string => token.split('.')[0] ?? ''
const withoutThread = (token: string): string => token.split('.').slice(0, 2).join('.')

function same(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
