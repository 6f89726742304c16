import type { Write } from '../store/store.ts'
import { type Challenge, usedUp } from './ceremony.ts'
import type { TeamContext } from './context.ts'
import { note } from './desk-log.ts'
import { refuse, type TeamRefusal } from './refusal.ts'
import { renewed } from './session.ts'
import type { Session, SignedIn } from './team.ts'

/** Whoever proved again who they are, by passkey or by provider, goes on under a new reference, for this one act. */
export async function steppedUp(
  context: TeamContext,
  { session, act }: { readonly session: SignedIn; readonly act: string },
  held: Challenge,
  proof: Write,
): Promise<Session | TeamRefusal> {
  const { token, writes } = await renewed(context, session, { act, at: context.clock.now() })
  const noted = await note(context, {
    member: session.member,
    act: 'stepped-up',
    rows: [proof, ...writes],
    uniques: [usedUp(context, held)],
  })
  return noted.result === 'committed' ? { token, member: session.member } : refuse('challenge-not-valid')
}
