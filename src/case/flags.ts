import type { Case } from './case.ts'
import type { Report } from './event.ts'
import type { Policy } from './policy.ts'
import { supports } from './supported.ts'

/** What strikes the eye of whoever reads a report for the first time. Hints for people: nothing is decided by them. */
export const flags = ['exploited', 'reproduce', 'version', 'unsupported', 'severity', 'ai-use', 'ai-unread'] as const
export type Flag = (typeof flags)[number]

export const flagsOf = (of: Case, policy: Policy): readonly Flag[] => flags.filter((flag) => strikes[flag](of, policy))

const strikes: { readonly [F in Flag]: (of: Case, policy: Policy) => boolean } = {
  exploited: ({ report, exposure }) => report.exploited === true || exposure.attacks !== null,
  reproduce: ({ report }) => !saysHow(report),
  version: ({ report }) => report.version === undefined,
  unsupported: ({ report }, policy) => supports(policy.supported, report.version) === 'no',
  severity: ({ needsCvss4 }) => needsCvss4,
  'ai-use': ({ report }, policy) => policy.report.aiUse && !saysAiUse(report),
  'ai-unread': ({ report }, policy) => policy.report.aiUse && saysAiUse(report) && report.aiUse?.reviewed !== true,
}

/** Steps of its own, or a description with a numbered list, a listing or a patch in it. */
const saysHow = ({ reproduce, description }: Report): boolean =>
  (reproduce ?? '').trim() !== '' || /^\s{0,3}(```|~~~|\d{1,2}[.)]\s|\$\s|diff --git )/m.test(description)

const saysAiUse = ({ aiUse }: Report): boolean =>
  [aiUse?.discovery, aiUse?.information, aiUse?.proofOfConcept, aiUse?.suggestedFix].some(
    (part) => part !== undefined && part.trim() !== '',
  )

/** The ready question that asks for what a flag misses, by its name. */
export const questionFor: Readonly<Partial<Record<Flag, string>>> = {
  reproduce: 'steps',
  version: 'version',
  severity: 'cvss-4.0',
  'ai-use': 'ai-use',
  'ai-unread': 'ai-use',
}
