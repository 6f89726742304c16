import { z } from 'zod'
import type { MemberId, Millis } from '../case/ids.ts'
import { insertEnrolment, voidEnrolments } from '../store/enrolment-rows.ts'
import { NEVER } from '../store/rows.ts'
import { openJson, sealJson } from '../store/seal.ts'
import {
  findTwoPerson,
  insertTwoPerson,
  moveTwoPerson,
  openTwoPerson,
  type TwoPersonRecord,
} from '../store/two-person-rows.ts'
import { DAY, HOUR, type TeamContext } from './context.ts'
import { type Change, change, type TwoPersonKind, teamFacts, twoPersonKind } from './desk-log.ts'
import { LINKS, linkTo, newLink } from './link.ts'
import { member, members } from './member.ts'
import { refuse, type TeamRefusal } from './refusal.ts'
import { recordId } from './secret.ts'
import type { Done } from './team.ts'

/**
 * What one person alone may not do (ASVS 5.0, 2.3.5). Somebody asks, with a reason; somebody else agrees; every member
 * hears of both. Where nobody else could agree, a day has to pass instead, and the console has to agree. The terms are
 * fixed here: neither who asks nor whom it helps can change one of them.
 */
export interface TwoPersonRequest {
  readonly id: string
  readonly kind: TwoPersonKind
  /** The member who lost their passkeys, the case to be read or erased, `rotate`, or the root key to be taken away. */
  readonly subject: string
  readonly reason: string
  /** A member, or `console`. */
  readonly askedBy: string
  /** Empty until somebody agreed; `console` where nobody else could. */
  readonly agreedBy: string
  readonly askedAt: Millis
  /** From when on it may be used; null until it was agreed to, unless a day does as well. */
  readonly readyAt: Millis | null
  readonly endsAt: Millis
  readonly state: TwoPersonRecord['state']
}

/** Recovery waits a day whoever agreed, so that the one it is about can stop it with their passkey. */
export const TERMS = {
  recovery: { wait: DAY, waits: 7 * DAY, usable: 2 * DAY },
  'break-glass': { wait: 0, waits: DAY, usable: 4 * HOUR },
  /** The act itself is done by a lead, who has to be sure a second time. */
  erase: { wait: 0, waits: 7 * DAY, usable: DAY },
  /** Asked for at the console, where it is done as well (`root-key-consent.ts`). */
  'root-key': { wait: 0, waits: 7 * DAY, usable: DAY },
} as const satisfies Record<TwoPersonKind, { wait: number; waits: number; usable: number }>
const ALONE = DAY

export async function twoPersonRequests(context: TeamContext): Promise<readonly TwoPersonRequest[]> {
  const rows = await context.store.read(openTwoPerson(context.clock.now()))
  return Promise.all(rows.map((row) => opened(context, row)))
}

export function askTwoPerson(
  context: TeamContext,
  ask: { kind: TwoPersonKind; subject: string; reason: string; by: MemberId | null },
) {
  return change<{ readonly request: string } | TeamRefusal>(context, ask.by, async () => {
    const reason = ask.reason.trim().slice(0, 2_000)
    if (ask.kind === 'recovery') {
      const who = await member(context, ask.subject)
      if (who?.state !== 'active') return refuse('no-such-member')
      if (who.id === ask.by) return refuse('own-request')
    }
    const open = await twoPersonRequests(context)
    if (
      open.some(
        (one) => one.kind === ask.kind && one.subject === ask.subject && sameBeneficiary(one, ask.by ?? CONSOLE),
      )
    )
      return refuse('asked-already')
    const now = context.clock.now()
    const id = recordId(context, 'request')
    const until = now + TERMS[ask.kind].waits
    const terms = { id, kind: ask.kind, subject: ask.subject, asked_by: ask.by ?? CONSOLE, asked_at: now }
    const row: TwoPersonRecord = {
      ...terms,
      agreed_by: '',
      ready_at: NEVER,
      ends_at: until,
      state: 'asked',
      body: sealJson(await context.keys.desk(), placeOf(terms), { reason }),
    }
    return {
      events: [{ type: 'TwoPersonAsked', request: id, kind: ask.kind, subject: ask.subject, until }],
      rows: [insertTwoPerson(row)],
      answer: { request: id },
    }
  })
}

/** `by` is null at the console, which counts only where no other member could agree, and then a day passes as well. */
export function agreeTwoPerson(context: TeamContext, ask: { request: string; by: MemberId | null }) {
  return change<{ readonly readyAt: Millis } | TeamRefusal>(context, ask.by, async () => {
    const row = await current(context, ask.request)
    if (row?.state !== 'asked') return refuse('no-such-request')
    if (ask.by === row.asked_by || ask.by === row.subject) return refuse('own-request')
    if (ask.by === null && (await otherCouldAgree(context, row))) return refuse('own-request')
    if (ask.by !== null && (await isTooNew(context, ask.by))) return refuse('too-new')
    const kind = kindOf(row)
    if (kind === 'root-key' && (await member(context, ask.by ?? ''))?.role !== 'lead') return refuse('lead-needed')
    const readyAt = context.clock.now() + Math.max(TERMS[kind].wait, ask.by === null ? ALONE : 0)
    const moved = {
      ...row,
      agreed_by: ask.by ?? CONSOLE,
      ready_at: readyAt,
      ends_at: readyAt + TERMS[kind].usable,
      state: 'agreed' as const,
    }
    return {
      events: [{ type: 'TwoPersonAgreed', request: row.id, kind, subject: row.subject, readyAt }],
      rows: [moveTwoPerson(row, moved)],
      answer: { readyAt },
    }
  })
}

/** Anybody on the team may stop it, as long as it was not used up. */
export function stopTwoPerson(context: TeamContext, ask: { request: string; by: MemberId | null }) {
  return change<Done | TeamRefusal>(context, ask.by, async () => {
    const row = await current(context, ask.request)
    if (row === undefined || row.state === 'stopped') return refuse('no-such-request')
    return stopped(row, 'member')
  })
}

/** Whoever signs in with a passkey has not lost them all. */
export async function stopRecovery(context: TeamContext, who: MemberId): Promise<void> {
  const isOpen = (row: TwoPersonRecord) => row.kind === 'recovery' && row.subject === who && row.state !== 'used'
  const waits = (await context.store.read(openTwoPerson(context.clock.now()))).some(isOpen)
  if (!waits) return
  await change<Done>(context, who, async () => {
    const rows = (await context.store.read(openTwoPerson(context.clock.now()))).filter(isOpen)
    const all = rows.map((row) => stopped(row, 'passkey'))
    return {
      events: all.flatMap(({ events }) => events),
      rows: [...all.flatMap(({ rows: writes }) => writes), voidEnrolments(who, LINKS.recover.purpose)],
      answer: { done: true },
    }
  })
}

/** The link for whoever lost their passkeys, once both agreed and the day is over. Whoever asks gives it to them. */
export function recoveryLink(context: TeamContext, ask: { request: string; by: MemberId | null }) {
  return change<{ readonly link: string } | TeamRefusal>(context, ask.by, async () => {
    const row = await current(context, ask.request)
    if (row?.kind !== 'recovery' || row.state !== 'agreed') return refuse('no-such-request')
    if (ask.by === row.subject) return refuse('own-request')
    if (context.clock.now() < row.ready_at) return refuse('not-yet')
    const link = newLink(context)
    const { purpose } = LINKS.recover
    return {
      events: [{ type: 'TwoPersonUsed', request: row.id, kind: 'recovery', subject: row.subject }],
      rows: [
        moveTwoPerson(row, { ...row, state: 'used', ends_at: context.clock.now() + HOUR }),
        voidEnrolments(row.subject, purpose),
        insertEnrolment(link.tag, row.subject, purpose, link.until(LINKS.recover)),
      ],
      answer: { link: linkTo(context, LINKS.recover, link.code) },
    }
  })
}

/** What goes along with an erasing that two agreed to; a refusal where they did not, or not for this case. */
export async function agreedErasing(
  context: Pick<TeamContext, 'store' | 'clock' | 'keys'>,
  ask: { request: string; subject: string },
): Promise<Pick<Change<unknown>, 'events' | 'rows'> | TeamRefusal> {
  const row = await current(context, ask.request)
  if (row?.kind !== 'erase' || row.state !== 'agreed' || row.subject !== ask.subject) return refuse('no-such-request')
  if (context.clock.now() < row.ready_at) return refuse('not-yet')
  return {
    events: [{ type: 'TwoPersonUsed', request: row.id, kind: 'erase', subject: row.subject }],
    rows: [moveTwoPerson(row, { ...row, state: 'used' })],
  }
}

const stopped = (row: TwoPersonRecord, by: 'member' | 'passkey') => ({
  events: [{ type: 'TwoPersonStopped', request: row.id, kind: kindOf(row), subject: row.subject, by } as const],
  rows: [moveTwoPerson(row, { ...row, state: 'stopped' })],
  answer: { done: true } as const,
})

/** Several people may each ask to read one case; a member is let in again once. */
const sameBeneficiary = (one: TwoPersonRequest, by: MemberId): boolean =>
  one.state !== 'used' && (one.kind !== 'break-glass' || one.askedBy === by)

/**
 * Whoever was invited by a member and came in within the last day: a lead could invite themself a second time, and be
 * two persons at once. Whom the console invited is somebody to whoever runs the desk.
 */
async function isTooNew(context: TeamContext, who: MemberId): Promise<boolean> {
  const about = (await teamFacts(context)).filter((fact) => 'member' in fact && fact.member === who)
  const invited = about.some(({ type, actor }) => type === 'MemberInvited' && actor.startsWith('member:'))
  const came = about.find(({ type }) => type === 'MemberEnrolled')?.at ?? 0
  return invited && context.clock.now() - came < DAY
}

/** Observers read; they let nobody in. */
async function otherCouldAgree(context: TeamContext, row: TwoPersonRecord): Promise<boolean> {
  return (await members(context)).some(
    ({ id, role, state }) => state === 'active' && role !== 'observer' && id !== row.asked_by && id !== row.subject,
  )
}

async function current(
  context: Pick<TeamContext, 'store' | 'clock' | 'keys'>,
  id: string,
): Promise<TwoPersonRecord | undefined> {
  const [row] = await context.store.read(findTwoPerson(id))
  if (row === undefined || row.ends_at <= context.clock.now()) return undefined
  return row.state !== 'agreed' || (await wasAgreed(context, row)) ? row : undefined
}

/** By the sealed facts: who agreed stands in clear in the row, and whoever can write there could agree with themselves. */
export const wasAgreed = async (
  context: Pick<TeamContext, 'store' | 'keys'>,
  { id, kind, subject, ready_at }: TwoPersonRecord,
): Promise<boolean> =>
  (await teamFacts(context)).some(
    (fact) =>
      fact.type === 'TwoPersonAgreed' &&
      fact.request === id &&
      fact.kind === kind &&
      fact.subject === subject &&
      fact.readyAt === ready_at,
  )

async function opened(context: TeamContext, row: TwoPersonRecord): Promise<TwoPersonRequest> {
  const { reason } = openJson(await context.keys.desk(), placeOf(row), row.body, shape)
  return {
    id: row.id,
    kind: kindOf(row),
    subject: row.subject,
    reason,
    askedBy: row.asked_by,
    agreedBy: row.agreed_by,
    askedAt: row.asked_at,
    readyAt: row.ready_at !== NEVER ? row.ready_at : row.kind === 'root-key' ? row.asked_at + ALONE : null,
    endsAt: row.ends_at,
    state: row.state,
  }
}

const kindOf = ({ kind }: TwoPersonRecord): TwoPersonKind => twoPersonKind.parse(kind)
const shape = z.strictObject({ reason: z.string() })
const placeOf = ({ id, kind, subject, asked_by, asked_at }: Terms) =>
  ({ at: 'two_person.body', row: id, stream: 'desk', v: 1, beside: [kind, subject, asked_by, asked_at] }) as const
type Terms = Pick<TwoPersonRecord, 'id' | 'kind' | 'subject' | 'asked_by' | 'asked_at'>
const CONSOLE = 'console'
