import type { Contact } from '../case/policy.ts'
import { englishPolicy, type PolicyWords } from './policy-words.ts'

/** One way to reach the team, as it is shown. */
export interface ContactText {
  readonly kind: Contact['kind']
  readonly title: string
  /** Where a click leads. */
  readonly href: string
  /** What people read and copy: an address, a room. */
  readonly address: string
  /** Markdown, paragraph by paragraph. */
  readonly text: readonly string[]
  readonly lastResort: boolean
  /** The form of this desk. Every other way ends with people, outside of it. */
  readonly here: boolean
}

export function contactText(contact: Contact, url: string, words: PolicyWords = englishPolicy): ContactText {
  const standard = words.contacts[contact.kind]
  const lastResort = contact.lastResort ?? false
  return {
    kind: contact.kind,
    title: contact.title ?? standard.title,
    href: contactHref(contact, url),
    address: contact.kind === 'form' ? `${url}/report` : (contact.to ?? ''),
    text: [
      lastResort ? words.lastResort : undefined,
      contact.for ?? standard.for,
      contact.why ?? (lastResort ? words.lastResortWhy : standard.why),
      contact.how,
      contact.identify,
      contact.reserved ? words.reserved : undefined,
      contact.elsewhere,
    ].filter((paragraph) => paragraph !== undefined),
    lastResort,
    here: contact.kind === 'form',
  }
}

export function contactHref(contact: Contact, url: string): string {
  const to = contact.to ?? ''
  if (contact.kind === 'form') return `${url}/report`
  if (contact.kind === 'email') return mailto(to)
  return contact.kind === 'matrix' && !to.startsWith('https://')
    ? `https://matrix.to/#/${encodeURIComponent(to).replaceAll('%3A', ':')}`
    : to
}

/** RFC 6068: everything but letters, digits and a few signs is percent-encoded, `+` too (RFC 9116, 2.5.3). */
export function mailto(address: string): string {
  const at = address.lastIndexOf('@')
  const domain = new URL(`https://${address.slice(at + 1)}`).hostname
  return `mailto:${encodeURIComponent(address.slice(0, at))}@${domain}`
}
