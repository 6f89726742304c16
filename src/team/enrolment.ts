import type { Role } from '../case/ids.ts'
import { type EnrolmentRecord, insertEnrolment, useEnrolment, voidEnrolments } from '../store/enrolment-rows.ts'
import { findMember, insertMember, updateMember } from '../store/member-rows.ts'
import { type Challenged, heldChallenge, type NewPasskey, usedUp } from './ceremony.ts'
import type { TeamContext } from './context.ts'
import { change, DESK, TEAM } from './desk-log.ts'
import { LINKS, linkTo, newLink, openLink } from './link.ts'
import { freeName, member, members, sealed } from './member.ts'
import { askForNew, checkNew } from './passkey.ts'
import { recoveryCodeFor } from './recovery-code.ts'
import { isRefusal, refuse, type TeamRefusal } from './refusal.ts'
import { newSession } from './session.ts'
import type { Member, Session } from './team.ts'

/** The row that waits for the very first member. One fixed id, so that two starts at once cannot make two of them. */
const FIRST = 'member-1'

/** The link for the first member, or null where the log ever had one. A new one voids the one before. */
export async function firstEnrolment(context: TeamContext): Promise<string | null> {
  if (await everHadMembers(context)) return null
  const link = newLink(context)
  const [waiting] = await context.store.read(findMember(FIRST))
  const nobody = {
    id: FIRST,
    name: '',
    role: 'lead',
    state: 'invited',
    since: context.clock.now(),
    shownAs: null,
    handles: {},
  } as const
  const written = await context.store.write([
    ...(waiting === undefined ? [insertMember(await sealed(context, nobody))] : []),
    voidEnrolments(FIRST, LINKS.first.purpose),
    insertEnrolment(link.tag, FIRST, LINKS.first.purpose, link.until(LINKS.first)),
  ])
  // Another start made the row at the same moment: this one's link is the newer.
  return written.result === 'committed' ? linkTo(context, LINKS.first, link.code) : firstEnrolment(context)
}

/** Looks at a link and leaves it as it is: mail scanners and previews open links too. */
export async function invitation(
  context: TeamContext,
  code: string,
): Promise<{ name: string | null; role: Role } | undefined> {
  const invited = await invitedBy(context, code)
  return invited && { name: invited.first ? null : invited.who.name, role: invited.who.role }
}

export async function enrolmentChallenge(
  context: TeamContext,
  code: string,
  typed: string | null,
): Promise<Challenged | TeamRefusal> {
  const invited = await invitedBy(context, code)
  if (invited === undefined) return refuse('link-not-valid')
  const name = invited.first ? await freeName(context, typed ?? '') : invited.who.name
  if (typeof name === 'object') return name
  return askForNew(context, { purpose: purposeOf(invited.link), member: invited.who.id, name, typed: name })
}

/** The link is used up, the member comes in, the passkey and the session begin: in one append, or none of it. */
export async function enrol(context: TeamContext, code: string, answer: NewPasskey, browser: string) {
  return change<Session>(context, await invitedId(context, code), async () => {
    const invited = await invitedBy(context, code)
    if (invited === undefined) return refuse('link-not-valid')
    const held = heldChallenge(context, answer.cookie, purposeOf(invited.link))
    if (held === undefined) return refuse('challenge-not-valid')
    const name = invited.first ? await freeName(context, held.typed ?? '') : invited.who.name
    if (typeof name === 'object') return name
    const { id: who, role } = invited.who
    const passkey = await checkNew(context, held, answer.response, who)
    if (isRefusal(passkey)) return passkey
    const { token, write } = await newSession(context, { member: who, browser, began: 'enrolment', strong: null })
    return {
      events: [
        { type: 'MemberEnrolled', member: who, role, by: invited.first ? 'first' : 'link' },
        { type: 'PasskeyAdded', member: who, passkey: passkey.id },
        { type: 'RecoveryCodeMade', member: who },
      ],
      rows: [
        ...(await comeIn(context, { ...invited.who, name }, invited.link)),
        passkey.write,
        write,
        recoveryCodeFor(context, who, token).write,
      ],
      uniques: [usedUp(context, held)],
      answer: { token, member: who },
    }
  })
}

/** From now on this member is on the team, and the link is worth nothing. */
export async function comeIn(context: TeamContext, who: Member, link: EnrolmentRecord) {
  const now = context.clock.now()
  return [
    useEnrolment(link.tag, now),
    ...(who.state === 'invited'
      ? [updateMember(await sealed(context, { ...who, state: 'active', since: now }), 'invited')]
      : []),
  ]
}

async function invitedBy(context: TeamContext, code: string) {
  const link = await openLink(context, code, [LINKS.first.purpose, LINKS.enrol.purpose])
  const who = link && (await member(context, link.member))
  if (link === undefined || who?.state !== 'invited') return undefined
  const first = link.purpose === LINKS.first.purpose
  // As soon as anybody was invited otherwise, the printed link makes nobody a lead any more.
  if (first && (await everHadMembers(context))) return undefined
  return { link, who, first }
}

const invitedId = async (context: TeamContext, code: string) => (await invitedBy(context, code))?.who.id ?? null

/** Asks the log where the records are empty: whoever deletes a row must not become the first member. */
async function everHadMembers(context: TeamContext): Promise<boolean> {
  if ((await members(context)).length > 0) return true
  return (await context.store.events(DESK)).some(({ code }) => code === TEAM)
}

const purposeOf = (link: EnrolmentRecord): string => `enrol ${link.tag}`
