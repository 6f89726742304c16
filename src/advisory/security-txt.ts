import type { Millis } from '../case/ids.ts'
import type { Contact, Policy } from '../case/policy.ts'
import { contactHref } from './contact-text.ts'

/** What goes into the file beside the policy. Times are given: nothing here knows what time it is. */
export interface SecurityTxtFacts {
  readonly policy: Policy
  /** The desk's public address without a slash at its end. */
  readonly url: string
  readonly now: Millis
  readonly expires: Millis
  readonly encryption?: readonly string[] | undefined
  readonly hiring?: string | undefined
  /** No new reports until then, but what is exploited now. */
  readonly pausedUntil?: Millis | null | undefined
  /** Further https addresses of this same file. */
  readonly canonical?: readonly string[] | undefined
}

export type SecurityTxt =
  | { readonly text: string }
  | { readonly refused: 'not-https' | 'expired' | 'too-far' | 'not-a-uri'; readonly hint: string }

/** security.txt as RFC 9116 has it, or the reason why there is none. */
export function securityTxt(facts: SecurityTxtFacts): SecurityTxt {
  if (!facts.url.startsWith('https://'))
    return refused('not-https', 'security.txt counts only over https (section 3): give the desk an https address.')
  if (facts.expires <= facts.now)
    return refused('expired', 'The date of expiry is past, and a stale file is not to be used (section 2.5.5).')
  if (facts.expires - facts.now > year)
    return refused('too-far', 'The date of expiry is to be less than a year away (section 2.5.5).')
  const fields = fieldsOf(facts)
  const wrong = fields.find(([name, value]) => name !== 'Expires' && name !== 'Preferred-Languages' && !isUri(value))
  if (wrong !== undefined) return badUri(wrong)
  return { text: pauseOf(facts) + fields.map(([name, value]) => `${name}: ${value}\n`).join('') }
}

/** A comment (section 2.1): the format has no field for it, and people read the file as well. */
const pauseOf = ({ pausedUntil, url }: SecurityTxtFacts): string =>
  pausedUntil === null || pausedUntil === undefined
    ? ''
    : `# Paused: no new reports until ${new Date(pausedUntil).toISOString().slice(0, 10)} (UTC).\n# What is exploited right now still comes in at once: ${url}/report\n# Why, and what happens meanwhile: ${url}/\n`

const year = 365 * 86_400_000
const refused = (reason: 'not-https' | 'expired' | 'too-far' | 'not-a-uri', hint: string): SecurityTxt => ({
  refused: reason,
  hint,
})

type Field = readonly [name: string, value: string]

function fieldsOf({
  policy,
  url,
  expires,
  encryption = [],
  hiring,
  canonical = [],
}: SecurityTxtFacts): readonly Field[] {
  const { languages } = policy.project
  return [
    // Order is preference (2.5.3). A way that is only for need has no place here: a file cannot say "only where necessary".
    ...policy.contacts
      .filter(({ kind, lastResort }) => kind === 'form' || lastResort !== true)
      .map((contact: Contact): Field => ['Contact', contactHref(contact, url)]),
    ['Expires', new Date(expires).toISOString().replace(/\.[0-9]{3}Z$/, 'Z')],
    ...encryption.map((key): Field => ['Encryption', key]),
    ['Acknowledgments', `${url}/credits`],
    ...(languages === undefined ? [] : [['Preferred-Languages', languages.join(', ')] as const]),
    ...[`${url}/.well-known/security.txt`, ...canonical].map((place): Field => ['Canonical', place]),
    ['Policy', `${url}/`],
    ...(hiring === undefined ? [] : [['Hiring', hiring] as const]),
  ]
}

/** RFC 3986: a scheme, then signs of its set only. A line break could otherwise begin a field of its own. */
const isUri = (value: string): boolean =>
  /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$/.test(value) &&
  !value.toLowerCase().startsWith('http:')

const badUri = ([name, value]: Field): SecurityTxt =>
  value.toLowerCase().startsWith('http:')
    ? refused('not-https', `${name} names a plain http address, and web addresses must be https: ${value}`)
    : refused('not-a-uri', `${name} is no URI: ${value}`)
