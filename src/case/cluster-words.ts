import type { Policy } from './policy.ts'

/** What the reporter of a duplicate reads first: that the report counts, what follows, and the rule about credit. */
export const clusterWords = ({ credit }: Policy): string =>
  [
    'Thank you for your report. Somebody told us of the same vulnerability before, so yours follows that case from now on. You will see here when it is fixed and published.',
    credit.duplicates === 'first'
      ? 'Under our rules the credit goes to whoever told us first. That does not make your work any smaller: it shows us that others find it too.'
      : 'Under our rules everybody who told us before the publication is credited, as they wish. We will ask you about it here.',
    'If you think that yours is a different one, please tell us what differs, and we will look at it by itself again.',
  ].join('\n\n')

/** The rule about credit in one sentence, for the team. */
export const creditRule = ({ credit }: Policy): string =>
  credit.duplicates === 'first'
    ? 'Under this policy only the first who told us is credited.'
    : 'Under this policy everybody who told us before the publication is credited, each as they wish.'
