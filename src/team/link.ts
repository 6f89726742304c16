import type { Millis } from '../case/ids.ts'
import { type EnrolmentRecord, findEnrolment } from '../store/enrolment-rows.ts'
import { MINUTE, type TeamContext } from './context.ts'
import { linkCode } from './secret.ts'

/** The links that let somebody in once. Only a keyed tag of the code is kept. */
export const LINKS = {
  first: { purpose: 'first', path: '/enrol/', minutes: 60 },
  enrol: { purpose: 'enrol', path: '/enrol/', minutes: 60 },
  // After two others agreed and a day passed, for a member whose passkeys are all lost.
  recover: { purpose: 'recover', path: '/sign-in/', minutes: 60 },
  // Ten minutes at most for what replaces a passkey (ASVS 5.0, 6.5.5).
  signIn: { purpose: 'sign-in', path: '/sign-in/', minutes: 10 },
} as const

export type LinkKind = (typeof LINKS)[keyof typeof LINKS]

export interface NewLink {
  readonly code: string
  readonly tag: string
  until(kind: LinkKind): Millis
}

export function newLink(context: TeamContext): NewLink {
  const code = linkCode(context)
  const now = context.clock.now()
  return { code, tag: linkTag(context, code), until: ({ minutes }) => now + minutes * MINUTE }
}

export const linkTo = ({ origin }: TeamContext, kind: LinkKind, code: string): string => `${origin}${kind.path}${code}`

export const linkTag = ({ keys }: TeamContext, code: string): string => keys.tag('link', code)

/** The link if it can be used now. Unknown, used and expired links look alike. Looking does not use it up. */
export async function openLink(
  context: TeamContext,
  code: string,
  purposes: readonly LinkKind['purpose'][],
): Promise<EnrolmentRecord | undefined> {
  if (!/^[0-9a-hjkmnp-tv-z]{26}$/.test(code)) return undefined
  const [row] = await context.store.read(findEnrolment(linkTag(context, code)))
  if (row === undefined || row.used_at !== 0 || row.expires_at <= context.clock.now()) return undefined
  return purposes.some((purpose) => purpose === row.purpose) ? row : undefined
}
