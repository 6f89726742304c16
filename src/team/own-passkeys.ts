import { deletePasskey, passkeysOf } from '../store/member-rows.ts'
import { type Challenged, heldChallenge, type NewPasskey, usedUp } from './ceremony.ts'
import type { TeamContext } from './context.ts'
import { change } from './desk-log.ts'
import { cleanName } from './member.ts'
import { askForNew, checkNew, named, passkeysHere } from './passkey.ts'
import { isRefusal, refuse, type TeamRefusal } from './refusal.ts'
import { endOthers, newSession } from './session.ts'
import { mayAddPasskey } from './strong.ts'
import type { Done, Session, SignedIn } from './team.ts'

export async function passkeyChallenge(context: TeamContext, session: SignedIn): Promise<Challenged | TeamRefusal> {
  if (!mayAddPasskey(session, context.clock.now())) return refuse('step-up-needed')
  return askForNew(context, { purpose: adding(session), member: session.member, name: session.name })
}

/** Whoever was signed in elsewhere as this member is out; this browser goes on under a new reference. */
export function addPasskey(context: TeamContext, session: SignedIn, answer: NewPasskey, browser: string) {
  return change<Session>(context, session.member, async () => {
    if (!mayAddPasskey(session, context.clock.now())) return refuse('step-up-needed')
    const held = heldChallenge(context, answer.cookie, adding(session))
    if (held === undefined) return refuse('challenge-not-valid')
    const passkey = await checkNew(context, held, answer.response, session.member)
    if (isRefusal(passkey)) return passkey
    const { token, write } = await newSession(context, { ...session, browser })
    return {
      events: [{ type: 'PasskeyAdded', member: session.member, passkey: passkey.id }],
      rows: [passkey.write, endOthers(session.member), write],
      uniques: [usedUp(context, held)],
      answer: { token, member: session.member },
    }
  })
}

export function removePasskey(context: TeamContext, session: SignedIn, passkey: string) {
  return change<Done>(context, session.member, async () => {
    const mine = await context.store.read(passkeysOf(session.member))
    if (!mine.some(({ id }) => id === passkey)) return refuse('no-such-passkey')
    const here = await passkeysHere(context, session.member)
    // The last that works here stays. One of an earlier address opens nothing, and may always go.
    if (here.length === 1 && here.includes(passkey)) return refuse('last-passkey')
    return {
      events: [{ type: 'PasskeyRemoved', member: session.member, passkey }],
      rows: [deletePasskey(passkey, session.member), endOthers(session.member, session.session)],
      answer: { done: true },
    }
  })
}

export function renamePasskey(context: TeamContext, session: SignedIn, passkey: string, given: string) {
  return change<Done>(context, session.member, async () => {
    const name = cleanName(given)
    if (name === undefined || name.length > 60) return refuse('passkey-name-needed')
    const write = await named(context, session.member, passkey, name)
    if (write === undefined) return refuse('no-such-passkey')
    return {
      events: [{ type: 'PasskeyRenamed', member: session.member, passkey }],
      rows: [write],
      answer: { done: true },
    }
  })
}

const adding = (session: SignedIn): string => `passkey ${session.session}`
