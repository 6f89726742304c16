import type { Millis } from '../case/ids.ts'
import { moveTwoPerson, openTwoPerson, type TwoPersonRecord } from '../store/two-person-rows.ts'
import { DAY, type TeamContext } from './context.ts'
import type { Change } from './desk-log.ts'
import { members } from './member.ts'
import { isRefusal, type TeamRefusal } from './refusal.ts'
import { askTwoPerson, wasAgreed } from './two-person.ts'

/**
 * Whoever sits at the console and changes what wraps every key is one person; where the desk has several leads, one of
 * them is the other (ASVS 5.0, 2.3.5). Without their word a day passes, in which anybody on the team may stop it.
 */
export type Consent =
  | { readonly given: true }
  | { readonly given: false; readonly request: string; readonly from: Millis; readonly asked: 'now' | 'before' }

/** `subject`: `rotate`, or the root key that is to go. Asks for it where nobody did yet, and every member is told. */
export async function rootKeyConsent(
  context: TeamContext,
  subject: string,
  reason: string,
): Promise<Consent | TeamRefusal> {
  const leads = (await members(context)).filter(({ role, state }) => role === 'lead' && state === 'active')
  if (leads.length < 2) return { given: true }
  const row = await openRequest(context, subject)
  if (row !== undefined && context.clock.now() >= (await countsFrom(context, row))) return { given: true }
  if (row !== undefined) return { given: false, request: row.id, from: await countsFrom(context, row), asked: 'before' }
  const asked = await askTwoPerson(context, { kind: 'root-key', subject, reason, by: null })
  if (isRefusal(asked)) return asked
  return { given: false, request: asked.request, from: context.clock.now() + DAY, asked: 'now' }
}

/** What goes into the desk's log together with the act itself. */
export async function consentUsed(
  context: TeamContext,
  subject: string,
): Promise<Pick<Change<unknown>, 'events' | 'rows'>> {
  const row = await openRequest(context, subject)
  if (row === undefined || context.clock.now() < (await countsFrom(context, row))) return { events: [], rows: [] }
  return {
    events: [{ type: 'TwoPersonUsed', request: row.id, kind: 'root-key', subject }],
    rows: [moveTwoPerson(row, { ...row, state: 'used' })],
  }
}

const countsFrom = async (context: TeamContext, row: TwoPersonRecord): Promise<Millis> =>
  row.state === 'agreed' && (await wasAgreed(context, row)) ? row.ready_at : row.asked_at + DAY

const openRequest = async ({ store, clock }: TeamContext, subject: string): Promise<TwoPersonRecord | undefined> =>
  (await store.read(openTwoPerson(clock.now()))).find(
    (row) => row.kind === 'root-key' && row.subject === subject && (row.state === 'asked' || row.state === 'agreed'),
  )
