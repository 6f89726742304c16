import type { Case } from '../case/case.ts'
import { decide } from '../case/decide.ts'
import type { Millis } from '../case/ids.ts'
import type { Policy } from '../case/policy.ts'
import { type Refusal, refuse } from '../case/refusal.ts'
import type { MemberActor } from './desk.ts'
import type { Previews } from './preview.ts'

/** Asks the rules themselves what they would say, so that the page and the answer to the button can never differ. */
export function publicationProblems(
  of: Case,
  policy: Policy,
  previews: Previews,
  viewer: MemberActor,
  now: Millis,
): readonly Refusal[] {
  if (previews.missing > 0) return [refuse('names-being-gathered')]
  const releasing = policy.publish.when === 'with-release' && of.released === null
  const answer = decide(
    of,
    releasing
      ? {
          type: 'ReleaseAndPublish',
          id: 'preview',
          seen: of.seq,
          version: of.draft.affected?.[0]?.fixed ?? 'next',
          url: 'https://example.org/',
          commit: of.cve.id ?? 'commit',
        }
      : { type: 'PublishAdvisory', id: 'preview', seen: of.seq, digest: previews.next.digest },
    viewer,
    { now, policy, preview: previews.next },
  )
  return Array.isArray(answer) ? [] : [answer as Refusal]
}
