import type { Case } from '../case/case.ts'
import { type Mentions, mentionsOf } from '../case/mentions.ts'
import { reportTold } from './alike/told.ts'

/** Everything that a report names: what can be looked up, and compared with what others name. */
export function mentionsIn({ report }: Pick<Case, 'report'>): Mentions {
  const { title, text } = reportTold(report)
  return mentionsOf(`${title}\n\n${text}`)
}
