import type { ReporterView } from '../../case/view.ts'
import { Day } from '../ui/time.tsx'

/** What happens next, who does it and by when, in one breath and to the reporter. */
export function NextSentence({ view }: { view: ReporterView }) {
  return <>{ended(view) ?? <Coming view={view} />}</>
}

function ended({ stage, follows, declined, needs, next }: ReporterView) {
  // A wish that came after the publication is the one thing that is still to be done.
  if ((stage === 'closed' || stage === 'published') && next.who === 'team')
    return 'The advisory is published. Next, the team brings your wish for credit into a new revision of it.'
  if (stage === 'closed') return 'This case is closed. Nothing more is to be done here.'
  if (stage === 'withdrawn') return 'You withdrew this report, so nothing more is to be done here.'
  // Who was not heard before the publication may still be named: what stands below would contradict "nothing more".
  if (stage === 'published')
    return needs.some(({ need }) => need === 'credit')
      ? 'The advisory is published. You can still say below whether we may name you.'
      : 'The advisory is published. Nothing more is to be done here.'
  if (stage !== 'declined' || follows) return null
  const until = declined?.answerUntil ?? null
  if (until === null) return 'The team declined this report. Nothing more is to be done here.'
  return (
    <>
      The team declined this report. If you see it differently, you may answer until <Day at={until} weekday />.
    </>
  )
}

function Coming({ view: { stage, next, planned, follows } }: { view: ReporterView }) {
  const { who, due, overdue } = next
  const day = due === null ? null : <Day at={due} weekday />
  if (planned !== null && who === 'nobody')
    return (
      <>
        The team plans to publish the advisory on <Day at={planned} weekday />.
      </>
    )
  if (stage === 'users-updating' && who === 'nobody')
    return (
      <>The fix is out. Users have time to update{day && <> until {day}</>}; then the team publishes the advisory.</>
    )
  if (who === 'reporter')
    return (
      <>
        Next, it is your turn: {yours[next.what] ?? next.what}
        {day && (overdue ? <>. We had hoped for it by {day}</> : <>, if you can by {day}</>)}.
      </>
    )
  return (
    <>
      Next, the team will{' '}
      {(follows ? ofTheFirst[next.what] : undefined) ??
        theirs[next.what] ??
        next.what.replaceAll('the reporter', 'you')}
      .
      {day &&
        (overdue ? <> We are late, and sorry: you were to hear from us by {day}.</> : <> You hear from us by {day}.</>)}
    </>
  )
}

/** The rules speak to the team, in few words. A reporter does not know what "it" is. */
const theirs: Readonly<Record<string, string>> = {
  'acknowledge the report': 'confirm that your report arrived',
  'review the report': 'review your report',
  'answer the reporter': 'answer you',
  'go on without an answer': 'see how to go on without an answer; you can still give one',
  'reproduce it': 'reproduce what you found',
  'confirm the fix': 'confirm that the fix works',
  'record the CVE id': 'wait for the CVE id that was requested',
  'ask about credit': 'ask you whether to name you',
  'release and publish': 'release the fix and publish the advisory with it',
  'publish the advisory at its time': 'publish the advisory',
  'complete the advisory': 'complete the advisory with what was held back',
}
/** Where another report came first, it is that one which goes through the steps. */
const ofTheFirst: Readonly<Record<string, string>> = {
  'acknowledge the report': 'look at the report that came first; yours goes with it',
  'review the report': 'review the report that came first; yours goes with it',
  'answer the reporter': 'go on with the report that came first',
  'reproduce it': 'reproduce what was reported',
}
const yours: Readonly<Record<string, string>> = {
  'answer the question': 'please answer the question below',
  'test the fix': 'please test the fix below',
}
