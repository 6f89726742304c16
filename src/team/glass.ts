import type { MemberId, Millis } from '../case/ids.ts'
import type { TeamContext } from './context.ts'
import { type DeskFact, teamFacts } from './desk-log.ts'
import { TERMS } from './two-person.ts'

/** One member was let in to read one case that is kept from them, for a while. */
export interface BrokenGlass {
  readonly request: string
  readonly by: MemberId
  /** Null: the console, where nobody else could agree. */
  readonly agreedBy: MemberId | null
  readonly from: Millis
  readonly until: Millis
}

/**
 * Until when this member may read this case because glass was broken for them, or null. Reading is all it allows;
 * whoever asks about rights asks here on every request.
 */
export async function glassBroken(context: TeamContext, who: MemberId, subject: string): Promise<Millis | null> {
  const now = context.clock.now()
  // The facts count, not the row of the request: its state lies in clear.
  const found = (await glassOf(context, subject)).find(
    ({ by, from, until }) => by === who && from <= now && now < until,
  )
  return found?.until ?? null
}

/** Every time that glass was broken for this case, oldest first: the log keeps what the request itself forgets. */
export async function glassOf(context: TeamContext, subject: string): Promise<readonly BrokenGlass[]> {
  const facts = (await teamFacts(context)).filter((fact) => isGlass(fact) && fact.subject === subject)
  return facts.flatMap((fact) => {
    if (fact.type !== 'TwoPersonAgreed') return []
    const of = facts.filter((one) => isGlass(one) && one.request === fact.request)
    const asked = of.find(({ type }) => type === 'TwoPersonAsked')
    const stopped = of.find(({ type }) => type === 'TwoPersonStopped')
    const ends = fact.readyAt + TERMS['break-glass'].usable
    return {
      request: fact.request,
      by: memberOf(asked?.actor ?? '') ?? '',
      agreedBy: memberOf(fact.actor),
      from: fact.readyAt,
      until: Math.min(ends, stopped?.at ?? ends),
    }
  })
}

type GlassFact = DeskFact & { readonly kind: 'break-glass'; readonly request: string; readonly subject: string }
const isGlass = (fact: DeskFact): fact is GlassFact => 'kind' in fact && fact.kind === 'break-glass'
const memberOf = (actor: string): MemberId | null => /^member:(.+)$/.exec(actor)?.[1] ?? null
