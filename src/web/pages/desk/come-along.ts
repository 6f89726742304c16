import type { Case } from '../../../case/case.ts'

/** Said where a case that others follow may become a duplicate itself. */
export const comeAlong = ({ duplicates }: Case): string | undefined =>
  duplicates.length === 0
    ? undefined
    : `${duplicates.length === 1 ? 'The report that follows this case comes' : `The ${duplicates.length} reports that follow this case come`} along: both clusters become one. Split this case off again, and they go with it.`
