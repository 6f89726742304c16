import { z } from 'zod'
import type { MemberId, Role } from '../case/ids.ts'
import { insertEnrolment, voidEnrolments } from '../store/enrolment-rows.ts'
import { deleteIdentitiesOf } from '../store/identity-rows.ts'
import {
  allMembers,
  deletePasskey,
  findMember,
  insertMember,
  type MemberRecord,
  memberRow,
  passkeysOf,
  updateMember,
} from '../store/member-rows.ts'
import { forgetRecipient } from '../store/notice-rows.ts'
import { dropRecoveryCode } from '../store/recovery-rows.ts'
import { openJson, sealJson } from '../store/seal.ts'
import { deleteSessionsOf } from '../store/session-rows.ts'
import type { Write } from '../store/store.ts'
import { revokeTokensOf } from '../store/token-rows.ts'
import type { TeamContext } from './context.ts'
import { change } from './desk-log.ts'
import { type Handles, handles } from './handles.ts'
import { LINKS, linkTo, newLink } from './link.ts'
import { refuse, type TeamRefusal } from './refusal.ts'
import { recordId } from './secret.ts'
import type { Done, Member } from './team.ts'

export async function members(context: TeamContext): Promise<readonly Member[]> {
  const key = await context.keys.desk()
  // The row that waits for the first member has no name yet, and is nobody.
  return (await context.store.read(allMembers())).map((row) => opened(key, row)).filter((member) => member.name !== '')
}

export async function member(context: TeamContext, id: MemberId): Promise<Member | undefined> {
  const [row] = await context.store.read(findMember(id))
  return row && opened(await context.keys.desk(), row)
}

export function addMember(context: TeamContext, ask: { name: string; role: Role; by: MemberId | null }) {
  return change(context, ask.by, async () => {
    const name = await freeName(context, ask.name)
    if (typeof name === 'object') return name
    const id = recordId(context, 'member')
    const link = newLink(context)
    const row = await sealed(context, {
      id,
      name,
      role: ask.role,
      state: 'invited',
      since: context.clock.now(),
      shownAs: null,
      handles: {},
    })
    return {
      events: [{ type: 'MemberInvited', member: id, role: ask.role }],
      rows: [insertMember(row), insertEnrolment(link.tag, id, LINKS.enrol.purpose, link.until(LINKS.enrol))],
      answer: { member: id, enrol: linkTo(context, LINKS.enrol, link.code) },
    }
  })
}

export function inviteAgain(context: TeamContext, ask: { member: MemberId; by: MemberId | null }) {
  return change(context, ask.by, async () => {
    const who = await member(context, ask.member)
    if (who === undefined || who.name === '') return refuse('no-such-member')
    if (who.state !== 'invited') return refuse('not-invited')
    const link = newLink(context)
    return {
      events: [{ type: 'InvitedAgain', member: who.id }],
      rows: [
        voidEnrolments(who.id, LINKS.enrol.purpose),
        insertEnrolment(link.tag, who.id, LINKS.enrol.purpose, link.until(LINKS.enrol)),
      ],
      answer: { member: who.id, enrol: linkTo(context, LINKS.enrol, link.code) },
    }
  })
}

/** Counts on the next request: nobody's session remembers a role. */
export function setRole(context: TeamContext, ask: { member: MemberId; role: Role; by: MemberId | null }) {
  return change<Done>(context, ask.by, async () => {
    const who = await present(context, ask.member)
    if (who === undefined) return refuse('no-such-member')
    if (who.role === ask.role) return { events: [], rows: [], answer: { done: true } }
    if (await isLastLead(context, who)) return refuse('last-lead')
    return {
      events: [{ type: 'RoleChanged', member: who.id, from: who.role, to: ask.role }],
      rows: [updateMember(await sealed(context, { ...who, role: ask.role }), who.state)],
      answer: { done: true },
    }
  })
}

export function removeMember(context: TeamContext, ask: { member: MemberId; by: MemberId | null }) {
  return change<Done>(context, ask.by, async () => {
    const who = await present(context, ask.member)
    if (who === undefined) return refuse('no-such-member')
    if (await isLastLead(context, who)) return refuse('last-lead')
    const gone = await sealed(context, { ...who, state: 'removed', shownAs: null, handles: {} })
    return {
      events: [{ type: 'MemberRemoved', member: who.id }],
      rows: [updateMember(gone, who.state), ...(await endEverything(context, who.id))],
      answer: { done: true },
    }
  })
}

export function setShownAs(context: TeamContext, id: MemberId, shownAs: string | null, known: Handles = {}) {
  return change<Done>(context, id, async () => {
    const who = await present(context, id)
    if (who === undefined) return refuse('no-such-member')
    const name = shownAs === null ? null : cleanName(shownAs)
    if (name === undefined) return refuse('name-needed')
    return {
      events: [{ type: 'RosterChanged', member: id, shown: name !== null }],
      rows: [
        updateMember(await sealed(context, { ...who, shownAs: name, handles: name === null ? {} : known }), who.state),
      ],
      answer: { done: true },
    }
  })
}

async function endEverything(context: TeamContext, id: MemberId): Promise<Write[]> {
  const passkeys = await context.store.read(passkeysOf(id))
  return [
    deleteSessionsOf('member', id),
    revokeTokensOf(id, context.clock.now()),
    dropRecoveryCode(id),
    deleteIdentitiesOf(id),
    ...forgetRecipient(`member:${id}`),
    ...passkeys.map((passkey) => deletePasskey(passkey.id, id)),
    ...Object.values(LINKS).map(({ purpose }) => voidEnrolments(id, purpose)),
  ]
}

async function present(context: TeamContext, id: MemberId): Promise<Member | undefined> {
  const who = await member(context, id)
  return who === undefined || who.state === 'removed' || who.name === '' ? undefined : who
}

/** A desk without a lead could never get one again, except at the console. */
async function isLastLead(context: TeamContext, who: Member): Promise<boolean> {
  if (who.role !== 'lead' || who.state !== 'active') return false
  const others = await members(context)
  return !others.some((other) => other.id !== who.id && other.role === 'lead' && other.state === 'active')
}

/** Names tell members apart, so two who are present never share one. Checked in the append that builds on this reading. */
export async function freeName(context: TeamContext, given: string): Promise<string | TeamRefusal> {
  const name = cleanName(given)
  if (name === undefined) return refuse('name-needed')
  const taken = (await members(context)).some((other) => other.state !== 'removed' && same(other.name, name))
  return taken ? refuse('name-taken') : name
}

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()

/** One line, without what reorders or hides letters. */
export function cleanName(given: string): string | undefined {
  const name = given
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
  return name.length >= 1 && name.length <= 100 ? name : undefined
}

const memberBody = z.strictObject({
  name: z.string(),
  shownAs: z.string().nullable(),
  handles: handles.default({}),
  /** Missing in rows that an older release wrote. */
  is: z.strictObject({ role: memberRow.shape.role, state: memberRow.shape.state }).optional(),
})

export async function sealed({ keys }: TeamContext, { name, shownAs, handles, ...row }: Member): Promise<MemberRecord> {
  const is = { role: row.role, state: row.state }
  return { ...row, body: sealJson(await keys.desk(), placeOf(row.id), { name, shownAs, handles, is }) }
}

/** What is sealed counts: whoever can write the row, and has no key, makes nobody a lead and calls nobody back. */
function opened(key: Parameters<typeof openJson>[0], { body, ...row }: MemberRecord): Member {
  const { is, ...sealed } = openJson(key, placeOf(row.id), body, memberBody)
  return { ...row, ...sealed, ...is }
}

const placeOf = (row: string) => ({ at: 'member.body', row, stream: 'desk', v: 1 }) as const
