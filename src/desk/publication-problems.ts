import { type Lack, problems } from '../advisory/advisory.ts'
import { scannerGaps } from '../advisory/scanners.ts'
import type { Case } from '../case/case.ts'
import type { Millis } from '../case/ids.ts'
import type { Policy } from '../case/policy.ts'
import { publicationBlockers } from '../case/publish.ts'
import type { Refusal } from '../case/refusal.ts'
import type { MemberActor } from './desk.ts'
import type { Previews } from './preview.ts'

/** Asks the rules themselves what they would say, so that the page and the answer to the button can never differ. */
export const publicationProblems = (
  of: Case,
  policy: Policy,
  previews: Previews,
  viewer: MemberActor,
  now: Millis,
): readonly Refusal[] => publicationBlockers(of, viewer, { now, policy, preview: previews.next })

/** What would make the advisory better, and stands against nothing. The checklist names its own part of that. */
export function publicationWarnings(of: Case, policy: Policy, { next }: Previews): readonly Lack[] {
  const checked = policy.publish.when === 'with-release' && of.released === null
  return [
    ...scannerGaps(next.document).map((text): Lack => ({ field: 'affected', must: false, text })),
    ...problems(next.document).filter(
      ({ field, must }) => !must && field !== 'affected' && !(checked && (field === 'impact' || field === 'cvss')),
    ),
  ]
}
