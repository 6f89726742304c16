import type { band } from '../case/severity.ts'

export type Severity = ReturnType<typeof band>

/** "High (8.7)", as advisories, lists and feeds say it. */
export const severityLabel = (severity: Severity, score: number | null): string =>
  score === null ? labels[severity] : `${labels[severity]} (${score.toFixed(1)})`

/** CVSS 4.0 specification, section 6: the names of the qualitative severity rating scale. */
const labels = {
  none: 'None',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
} as const satisfies Record<Severity, string>
