import { cleared } from './deadline.ts'
import { embargoOver } from './embargo.ts'
import type { CaseEvent } from './event.ts'
import { type Deciding, due, type Handlers } from './handler.ts'
import { actorText, type Millis } from './ids.ts'
import { type Refusal, refuse } from './refusal.ts'

/** What the world knows, a machine beside the stage: Vultron, case state p/P, x/X, a/A. */
export const exposureActs: Handlers<'RecordExposure' | 'RecordExploitation'> = {
  RecordExposure: ({ exposure, awareAt, by, reason }, deciding) => {
    const { state } = deciding
    const isPublic = state.exposure.vulnerability !== null || state.published.length > 0
    if (exposure === 'vulnerability')
      return isPublic ? refuse('already-done') : recorded(deciding, ['vulnerability'], { awareAt, by, reason })
    if (state.exposure.exploit !== null) return refuse('already-done')
    // Vultron: an exploit that is public makes the vulnerability public (CX implies CP).
    return recorded(deciding, isPublic ? ['exploit'] : ['vulnerability', 'exploit'], { awareAt, by, reason })
  },

  RecordExploitation: ({ awareAt, by, reason }, deciding) => recorded(deciding, ['attacks'], { awareAt, by, reason }),
}

type Exposure = 'vulnerability' | 'exploit' | 'attacks'

/** An embargo ends at once when it is public, and when attacks are seen; users no longer have time to update first. */
const recorded = (
  { state, actor, ctx }: Deciding,
  exposures: readonly Exposure[],
  known: { readonly awareAt?: Millis | undefined; readonly by?: string | undefined; readonly reason: string },
): readonly CaseEvent[] | Refusal => {
  const awareAt = known.awareAt ?? ctx.now
  if (awareAt > ctx.now) return refuse('time-is-ahead')
  const by = known.by ?? actorText(actor)
  const facts = exposures.map(
    (exposure): CaseEvent => ({
      type: 'ExposureRecorded',
      exposure,
      awareAt,
      by,
      reason: known.reason,
      ...due(cleared(state, 'update-window')),
    }),
  )
  return [...facts, ...embargoOver(state, endOf[exposures.at(-1) ?? 'vulnerability'])]
}

const endOf = { vulnerability: 'public', exploit: 'exploit', attacks: 'attacks' } as const
