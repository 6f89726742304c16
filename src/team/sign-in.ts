import { insertEnrolment, voidEnrolments } from '../store/enrolment-rows.ts'
import { type AnswerToChallenge, type Challenge, type Challenged, heldChallenge, usedUp } from './ceremony.ts'
import type { TeamContext } from './context.ts'
import { change, type DeskEvent, note } from './desk-log.ts'
import { comeIn } from './enrolment.ts'
import { LINKS, linkTo, newLink, openLink } from './link.ts'
import { member, members } from './member.ts'
import { askForOne, checkAnswer } from './passkey.ts'
import { isRefusal, refuse, type TeamRefusal } from './refusal.ts'
import { newSession } from './session.ts'
import { steppedUp } from './stepped-up.ts'
import type { Session, SignedIn } from './team.ts'
import { stopRecovery } from './two-person.ts'

const SIGN_IN = 'sign-in'

/** From the console, or after two others agreed and a day passed. */
const byLink = [LINKS.signIn.purpose, LINKS.recover.purpose]

export const signInChallenge = (context: TeamContext): Promise<Challenged> => askForOne(context, SIGN_IN)

export async function signIn(
  context: TeamContext,
  answer: AnswerToChallenge,
  browser: string,
): Promise<Session | TeamRefusal> {
  const held = heldChallenge(context, answer.cookie, SIGN_IN)
  if (held === undefined) return refuse('challenge-not-valid')
  const checked = await accepted(context, held, answer.response)
  if (isRefusal(checked)) return checked
  const who = await member(context, checked.passkey.member)
  if (who?.state !== 'active') return refuse('passkey-unknown')
  const { token, write } = await newSession(context, { member: who.id, browser, began: 'passkey', strong: null })
  const rows = [checked.write, write]
  await stopRecovery(context, who.id)
  const noted = await note(context, { member: who.id, act: 'signed-in', rows, uniques: [usedUp(context, held)] })
  return noted.result === 'committed' ? { token, member: who.id } : refuse('challenge-not-valid')
}

/** A fresh passkey for one act. An answer that was given for another act or in another session is refused. */
export async function stepUpChallenge(context: TeamContext, session: SignedIn, act: string): Promise<Challenged> {
  return askForOne(context, stepUpFor(session, act), session.member)
}

export async function stepUp(
  context: TeamContext,
  session: SignedIn,
  act: string,
  answer: AnswerToChallenge,
): Promise<Session | TeamRefusal> {
  const held = heldChallenge(context, answer.cookie, stepUpFor(session, act))
  if (held === undefined) return refuse('challenge-not-valid')
  const checked = await accepted(context, held, answer.response)
  if (isRefusal(checked)) return checked
  if (checked.passkey.member !== session.member) return refuse('passkey-refused')
  await stopRecovery(context, session.member)
  return steppedUp(context, { session, act }, held, checked.write)
}

const stepUpFor = (session: SignedIn, act: string): string => `step-up ${session.session} ${act}`

/** An answer whose counter went forward. One whose counter did not is put on record before it is refused. */
async function accepted(context: TeamContext, held: Challenge, response: unknown) {
  const checked = await checkAnswer(context, held, response)
  if (isRefusal(checked) || !checked.copied) return checked
  const { member: who, id } = checked.passkey
  const fact: DeskEvent = { type: 'PasskeyLooksCopied', member: who, passkey: id }
  const told = await change(context, null, async () => ({
    events: [fact],
    rows: [],
    uniques: [usedUp(context, held)],
    answer: {},
  }))
  return isRefusal(told) ? told : refuse('passkey-copied')
}

/** At the console: whoever reaches it holds the machine. For a member without passkeys, and for the demo's cast. */
export async function memberSignIn(context: TeamContext, name: string) {
  return change(context, null, async () => {
    const wanted = name.trim().toLowerCase()
    const who = (await members(context)).find((one) => one.state !== 'removed' && one.name.toLowerCase() === wanted)
    if (who === undefined) return refuse('no-such-member')
    const link = newLink(context)
    const { purpose } = LINKS.signIn
    return {
      events: [{ type: 'SignInLinkMade', member: who.id }],
      rows: [voidEnrolments(who.id, purpose), insertEnrolment(link.tag, who.id, purpose, link.until(LINKS.signIn))],
      answer: { member: who.id, link: linkTo(context, LINKS.signIn, link.code) },
    }
  })
}

export async function signInLink(context: TeamContext, code: string): Promise<{ name: string } | undefined> {
  const found = await linked(context, code)
  return found && { name: found.who.name }
}

export async function useSignInLink(
  context: TeamContext,
  code: string,
  browser: string,
): Promise<Session | TeamRefusal> {
  const found = await linked(context, code)
  if (found === undefined) return refuse('link-not-valid')
  const { who } = found
  return change<Session>(context, who.id, async () => {
    const link = await openLink(context, code, byLink)
    if (link === undefined) return refuse('link-not-valid')
    const { token, write } = await newSession(context, { member: who.id, browser, began: 'console', strong: null })
    const enrolled: DeskEvent[] =
      who.state === 'invited' ? [{ type: 'MemberEnrolled', member: who.id, role: who.role, by: 'console' }] : []
    return {
      events: [...enrolled, { type: 'SignedInByLink', member: who.id }],
      rows: [...(await comeIn(context, who, link)), write],
      answer: { token, member: who.id },
    }
  })
}

async function linked(context: TeamContext, code: string) {
  const link = await openLink(context, code, byLink)
  const who = link && (await member(context, link.member))
  return link === undefined || who === undefined || who.state === 'removed' ? undefined : { link, who }
}
