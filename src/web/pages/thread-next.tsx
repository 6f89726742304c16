import type { ReporterView } from '../../case/view.ts'
import { Day } from '../ui/time.tsx'
import type { Messages } from './messages/en.ts'
import { useMessages } from './messages/languages.ts'
import { filled, Said } from './messages/said.tsx'

/** What happens next, who does it and by when, in one breath and to the reporter. */
export function NextSentence({ view }: { view: ReporterView }) {
  const m = useMessages().thread.next
  const { text, day } = ended(view, m) ?? coming(view, m)
  return <Said text={text} day={day !== null && <Day at={day} weekday />} />
}

/** A sentence, and the day that belongs into it. */
interface Sentence {
  readonly text: string
  readonly day: number | null
}
const said = (text: string): Sentence => ({ text, day: null })

function ended(
  { stage, follows, declined, needs, next }: ReporterView,
  m: Messages['thread']['next'],
): Sentence | undefined {
  // A wish that came after the publication is the one thing that is still to be done.
  if ((stage === 'closed' || stage === 'published') && next.who === 'team') return said(m.late)
  if (stage === 'closed') return said(m.closed)
  if (stage === 'withdrawn') return said(m.withdrawn)
  // Who was not heard before the publication may still be named: what stands below would contradict "nothing more".
  if (stage === 'published') return said(needs.some(({ need }) => need === 'credit') ? m.credit : m.published)
  if (stage !== 'declined' || follows) return undefined
  const until = declined?.answerUntil ?? null
  return until === null ? said(m.declined) : { text: m.declinedUntil, day: until }
}

function coming({ stage, next, planned, follows }: ReporterView, m: Messages['thread']['next']): Sentence {
  const { who, due, overdue } = next
  if (planned !== null && who === 'nobody') return { text: m.planned, day: planned }
  if (stage === 'users-updating' && who === 'nobody')
    return { text: due === null ? m.updating : m.updatingUntil, day: due }
  const [bare, by, late] = who === 'reporter' ? [m.yours, m.yoursBy, m.yoursLate] : [m.team, m.teamBy, m.teamLate]
  return withAct(due === null ? bare : overdue ? late : by, actOf(next.what, who === 'reporter', follows, m), due)
}

const withAct = (text: string, what: string, day: number | null): Sentence => ({
  text: filled(text, { what, day: '{day}' }),
  day,
})

function actOf(what: string, yours: boolean, follows: boolean, m: Messages['thread']['next']): string {
  const known = (acts: Readonly<Record<string, string>>) => acts[what]
  if (yours) return known(m.yourActs) ?? what
  return (follows ? known(m.actsOnTheFirst) : undefined) ?? known(m.theirActs) ?? what.replaceAll('the reporter', 'you')
}
