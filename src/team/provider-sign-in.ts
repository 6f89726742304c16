import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { MemberId } from '../case/ids.ts'
import {
  deleteIdentity,
  findIdentity,
  type IdentityRecord,
  identitiesOf,
  insertIdentity,
  useIdentity,
} from '../store/identity-rows.ts'
import { updateMember } from '../store/member-rows.ts'
import { openJson, sealJson } from '../store/seal.ts'
import type { Write } from '../store/store.ts'
import { CHALLENGE_FOR, type Challenge, heldChallenge, heldFor, newChallenge, usedUp } from './ceremony.ts'
import type { TeamContext } from './context.ts'
import { change, type DeskEvent, note } from './desk-log.ts'
import { comeIn } from './enrolment.ts'
import { LINKS, openLink } from './link.ts'
import { member, sealed } from './member.ts'
import { type Identified, type Provider, type ProviderAsk, ProviderFailure } from './provider.ts'
import { recoveryCodeFor } from './recovery-code.ts'
import { refuse, type TeamRefusal } from './refusal.ts'
import { roleNow } from './role-by-groups.ts'
import { endOthers, newSession, renewed } from './session.ts'
import { steppedUp } from './stepped-up.ts'
import type { Done, Linked, Session, SignedIn } from './team.ts'

/** What somebody goes to the provider for, and comes back with. */
export type Errand =
  | { readonly to: 'sign-in' }
  | { readonly to: 'link'; readonly session: SignedIn }
  | { readonly to: 'enrol'; readonly code: string }
  | { readonly to: 'step-up'; readonly session: SignedIn; readonly act: string }

export interface Departure {
  /** Where the browser goes. */
  readonly address: string
  readonly cookie: string
}

/** The cookie binds the answer to this browser; state, nonce and verifier follow from what is signed in it. */
export async function toProvider(
  context: TeamContext,
  errand: Errand,
  typed: string,
): Promise<Departure | TeamRefusal> {
  const { provider } = context
  if (!provider) return refuse('no-provider')
  const purpose = purposeOf(context, errand)
  const { challenge, cookie } = newChallenge(context, purpose, typed)
  try {
    return { address: await provider.address(askOf(context, challenge, errand)), cookie }
  } catch (failure) {
    return failed(failure)
  }
}

/** What was typed before this browser left, such as what for; nothing where it never did. */
export const errandTyped = (context: TeamContext, cookie: string | null): string | undefined =>
  heldFor(context, cookie, (purpose) => purpose.startsWith('provider '))?.typed

/** The provider's answer for one errand, taken once. */
export async function fromProvider(
  context: TeamContext,
  ask: { errand: Errand; cookie: string | null; search: string; browser: string },
): Promise<Session | TeamRefusal> {
  const { provider } = context
  if (!provider) return refuse('no-provider')
  const held = heldChallenge(context, ask.cookie, purposeOf(context, ask.errand))
  if (held === undefined) return refuse('challenge-not-valid')
  try {
    const { errand, search, browser } = ask
    const identified = await provider.identify({ ...askOf(context, held, errand), search })
    switch (errand.to) {
      case 'sign-in':
        return await signedIn(context, provider, held, identified, browser)
      case 'link':
        return await linked(context, held, identified, errand.session)
      case 'enrol':
        return await enrolled(context, provider, held, identified, errand.code, browser)
      case 'step-up':
        return await confirmed(context, held, identified, errand)
    }
  } catch (failure) {
    return failed(failure)
  }
}

export async function identities(context: TeamContext, who: MemberId): Promise<readonly Linked[]> {
  const key = await context.keys.desk()
  return (await context.store.read(identitiesOf(who))).map((row) => ({
    id: row.tag,
    issuer: openJson(key, placeOf(row), row.body, shape).issuer,
    since: row.created_at,
    usedAt: row.used_at,
  }))
}

/** Whether this member may confirm at the provider, instead of by a passkey. */
export async function confirmsByProvider(context: TeamContext, who: MemberId): Promise<boolean> {
  const { provider } = context
  if (provider?.confirms !== true) return false
  return (await identities(context, who)).some(({ issuer }) => issuer === provider.issuer)
}

export function unlink(context: TeamContext, session: SignedIn, tag: string) {
  return change<Done>(context, session.member, async () => {
    const mine = await identities(context, session.member)
    const row = mine.find(({ id }) => id === tag)
    if (row === undefined) return refuse('no-such-link')
    if (mine.length === 1 && session.passkeys === 0) return refuse('last-passkey')
    return {
      events: [{ type: 'ProviderUnlinked', member: session.member, issuer: row.issuer }],
      rows: [deleteIdentity(tag, session.member), endOthers(session.member, session.session)],
      answer: { done: true },
    }
  })
}

async function signedIn(
  context: TeamContext,
  provider: Provider,
  held: Challenge,
  identified: Identified,
  browser: string,
): Promise<Session | TeamRefusal> {
  const row = await known(context, identified)
  const who = row && (await member(context, row.member))
  if (row === undefined || who?.state !== 'active') return refuse('identity-unknown')
  const role = roleNow(provider.roleFor(identified.groups), who.role)
  if (role === null) return refuse('no-group')
  const { token, write } = await newSession(context, { member: who.id, browser, began: 'provider', strong: null })
  const rows = [useIdentity(row.tag, context.clock.now()), write]
  const uniques = [usedUp(context, held)]
  const answer = { token, member: who.id }
  if (role !== who.role) {
    const event: DeskEvent = { type: 'RoleChanged', member: who.id, from: who.role, to: role }
    const changed = [...rows, updateMember(await sealed(context, { ...who, role }), who.state)]
    return change<Session>(context, who.id, async () => ({ events: [event], rows: changed, uniques, answer }))
  }
  const noted = await note(context, { member: who.id, act: 'signed-in', rows, uniques })
  return noted.result === 'committed' ? answer : refuse('challenge-not-valid')
}

/** By the member's own act, in a session of theirs. Their other sessions end, as with every change of how one comes in. */
function linked(context: TeamContext, held: Challenge, identified: Identified, session: SignedIn) {
  return change<Session>(context, session.member, async () => {
    if ((await known(context, identified)) !== undefined) return refuse('identity-taken')
    const { token, writes } = await renewed(context, session, null)
    return {
      events: [{ type: 'ProviderLinked', member: session.member, issuer: identified.issuer }],
      rows: [await identityRow(context, identified, session.member), endOthers(session.member), ...writes],
      uniques: [usedUp(context, held)],
      answer: { token, member: session.member },
    }
  })
}

function enrolled(
  context: TeamContext,
  provider: Provider,
  held: Challenge,
  identified: Identified,
  code: string,
  browser: string,
) {
  return change<Session>(context, null, async () => {
    const link = await openLink(context, code, [LINKS.enrol.purpose])
    const who = link && (await member(context, link.member))
    if (link === undefined || who?.state !== 'invited') return refuse('link-not-valid')
    if ((await known(context, identified)) !== undefined) return refuse('identity-taken')
    const role = roleNow(provider.roleFor(identified.groups), who.role)
    if (role === null) return refuse('no-group')
    const { token, write } = await newSession(context, { member: who.id, browser, began: 'provider', strong: null })
    return {
      events: [
        { type: 'MemberEnrolled', member: who.id, role, by: 'link' },
        { type: 'ProviderLinked', member: who.id, issuer: identified.issuer },
        { type: 'RecoveryCodeMade', member: who.id },
      ],
      rows: [
        ...(await comeIn(context, { ...who, role }, link)),
        await identityRow(context, identified, who.id),
        write,
        recoveryCodeFor(context, who.id, token).write,
      ],
      uniques: [usedUp(context, held)],
      answer: { token, member: who.id },
    }
  })
}

/** They showed anew who they are, after they were asked, and it is this very member. */
async function confirmed(
  context: TeamContext,
  held: Challenge,
  identified: Identified,
  { session, act }: { readonly session: SignedIn; readonly act: string },
): Promise<Session | TeamRefusal> {
  if (context.provider?.confirms !== true) return refuse('no-provider')
  const row = await known(context, identified)
  if (row?.member !== session.member) return refuse('identity-unknown')
  const asked = held.until - CHALLENGE_FOR
  if (identified.authTime === null || identified.authTime < asked - TOLERANCE) return refuse('not-fresh')
  return steppedUp(context, { session, act }, held, useIdentity(row.tag, context.clock.now()))
}

/** Times in an ID token are whole seconds, of another clock. */
const TOLERANCE = 10_000

async function known(context: TeamContext, identified: Identified): Promise<IdentityRecord | undefined> {
  const [row] = await context.store.read(findIdentity(tagOf(context, identified)))
  // Opened although its tag said enough: it is sealed together with whose it is.
  if (row !== undefined) openJson(await context.keys.desk(), placeOf(row), row.body, shape)
  return row
}

async function identityRow(context: TeamContext, identified: Identified, who: MemberId): Promise<Write> {
  const tag = tagOf(context, identified)
  const { issuer, subject } = identified
  const body = sealJson(await context.keys.desk(), placeOf({ tag, member: who }), { issuer, subject })
  return insertIdentity({ tag, member: who, created_at: context.clock.now(), used_at: 0, body })
}

/** By issuer and subject together, and by nothing else that the provider says (ASVS 5.0, 6.8.1). */
const tagOf = ({ keys }: TeamContext, { issuer, subject }: Identified): string =>
  keys.tag('identity', JSON.stringify([issuer, subject]))

function purposeOf(context: TeamContext, errand: Errand): string {
  switch (errand.to) {
    case 'sign-in':
      return 'provider sign-in'
    case 'link':
      return `provider link ${errand.session.session}`
    case 'enrol':
      return `provider enrol ${context.keys.tag('link', errand.code)}`
    case 'step-up':
      return `provider step-up ${errand.session.session} ${errand.act}`
  }
}

function askOf({ keys, origin }: TeamContext, { challenge }: Challenge, errand: Errand): ProviderAsk {
  const derived = (what: string) =>
    createHmac('sha256', keys.purpose('session').bytes)
      .update(`oidc-${what}/v1\0`)
      .update(challenge)
      .digest('base64url')
  return {
    back: `${origin}/sign-in/provider/back`,
    state: derived('state'),
    nonce: derived('nonce'),
    verifier: derived('verifier'),
    fresh: errand.to === 'step-up',
  }
}

function failed(failure: unknown): TeamRefusal {
  if (failure instanceof ProviderFailure) return refuse(failure.code === 'down' ? 'provider-down' : 'provider-refused')
  throw failure
}

const shape = z.strictObject({ issuer: z.string(), subject: z.string() })
const placeOf = ({ tag, member }: Pick<IdentityRecord, 'tag' | 'member'>) =>
  ({ at: 'identity.body', row: tag, stream: 'desk', v: 1, beside: [member] }) as const
