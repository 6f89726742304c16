import type { Command } from '../case/command.ts'
import { levelsBelow } from '../case/duplicate.ts'
import type { CaseEvent, EventOf } from '../case/event.ts'
import { type CaseFile, readCase } from './case-file.ts'
import { atOnce, freesLater, goesPublic } from './cluster.ts'
import type { Above } from './main-case.ts'
import type { Means } from './means.ts'

/** What the desk itself does to another case because of new facts of this one. */
export interface Link {
  readonly of: CaseFile
  readonly command: Command
}

/** Main case and duplicate learn of each other in the same append, or neither does. */
export async function linksOf(
  means: Means,
  file: CaseFile,
  above: Above | undefined,
  events: readonly CaseEvent[],
  id: string,
): Promise<readonly Link[]> {
  const up = above === undefined ? [] : upward(file, above, events, id)
  return [...up, ...(await freed(means, file, events, id))]
}

function upward(file: CaseFile, above: Above, events: readonly CaseEvent[], id: string): readonly Link[] {
  const declined = events.find((event): event is EventOf<'ReportDeclined'> => event.type === 'ReportDeclined')
  if (declined !== undefined)
    return declined.reason === 'duplicate' ? [{ of: above.head, command: joining(file, id) }] : []
  if (file.case.declined?.reason !== 'duplicate') return []
  const wish = events.find(isWish)
  // The advisory is written from the head of the cluster; who stands between needs no word of it.
  if (wish !== undefined) return [{ of: above.head, command: wishing(file, wish, id) }]
  const parts = events.some((event) => event.type === 'DeclineAnswered' || event.type === 'CaseReopened')
  return parts ? parting(file, above, id) : []
}

/** The case that it followed lets it go; and if that one follows another, no credit is due in the advisory of that. */
function parting(file: CaseFile, { head, between: [nearest] }: Above, id: string): readonly Link[] {
  const unlink: Command = { type: 'UnlinkDuplicate', id, case: file.stream }
  const person = file.case.reporter
  if (nearest === undefined || person === null) return [{ of: nearest ?? head, command: unlink }]
  return [
    { of: nearest, command: unlink },
    { of: head, command: { ...about(file, id), person, as: 'none', naming: 0 } },
  ]
}

function joining({ stream, case: of }: CaseFile, id: string): Command {
  const { as, naming } = of.credit
  const leads = levelsBelow(of)
  return {
    type: 'LinkDuplicate',
    id,
    case: stream,
    person: of.reporter,
    receivedAt: of.receivedAt,
    ...(leads === 0 ? {} : { leads }),
    ...(as === null ? {} : { wish: { as, naming } }),
  }
}

type WishEvent = EventOf<'CreditChosen' | 'PersonForgotten'>
const isWish = (event: CaseEvent): event is WishEvent =>
  event.type === 'CreditChosen' || event.type === 'PersonForgotten'

const about = ({ stream, case: of }: CaseFile, id: string) =>
  ({ type: 'NoteDuplicateCredit', id, case: stream, receivedAt: of.receivedAt }) as const

const wishing = (file: CaseFile, wish: WishEvent, id: string): Command => ({
  ...about(file, id),
  person: wish.person,
  ...(wish.type === 'CreditChosen' ? { as: wish.as, naming: wish.naming } : { as: null, naming: 0 }),
})

/** Once the main case is public, nothing holds its duplicates back any more. Whether it is, the rules say. */
async function freed(
  means: Means,
  { case: of }: CaseFile,
  events: readonly CaseEvent[],
  id: string,
): Promise<readonly Link[]> {
  // More than a few are freed by the outbox, a batch at a time; and those of a duplicate by the case at the head.
  if (!events.some((event) => goesPublic.has(event.type)) || freesLater(of) || isJoining(of, events)) return []
  const few = of.duplicates.slice(0, atOnce)
  const duplicates = await Promise.all(few.map((linked) => readCase(means.store, means.keys, linked.case)))
  return duplicates.flatMap((one) => (one === undefined ? [] : [{ of: one, command: { type: 'EndEmbargo', id } }]))
}

const isJoining = (of: CaseFile['case'], events: readonly CaseEvent[]): boolean =>
  of.declined?.reason === 'duplicate' ||
  events.some((event) => event.type === 'ReportDeclined' && event.reason === 'duplicate')
