import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PersonText } from '../../ui/person-text.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { type CaseState, idOf, isBehalf, type Refused } from './case-state.ts'
import { factActor, factText } from './fact-text.ts'
import { doneWords } from './words.ts'

/** What came of the form that was just sent: a word that it was done, or why not, with all that is new. */
export function Outcome({ state }: { state: CaseState }) {
  const { done, refused } = state
  if (refused !== null) return <NotDone state={state} refused={refused} />
  const sentence = done === 'PublishAdvisory' && state.found.view.case.practice ? practised : doneWords[done ?? '']
  return sentence === undefined ? null : <Notice kind="ok" title={sentence} />
}

const practised = 'Published, as far as practice goes: only members see the advisory.'

function NotDone({ state, refused }: { state: CaseState; refused: Refused }) {
  const title = 'Not done yet. Nothing you typed is lost:'
  return (
    <>
      <ErrorSummary
        title={title}
        errors={refused.problems.map(({ field, text }) => ({ id: idIn(refused, field), text }))}
      />
      {refused.newsAfter !== undefined && <News state={state} after={refused.newsAfter} />}
    </>
  )
}

/** The wish for credit has fields of its own, used in more than one place. */
const idIn = ({ form }: Refused, field: string): string =>
  isBehalf(form) && field.startsWith('credit') ? field : idOf(form, field)

/** What happened while somebody was looking, so that they can decide again. */
function News({ state, after }: { state: CaseState; after: number }) {
  const news = state.found.facts.filter(({ seq }) => seq > after)
  if (news.length === 0) return null
  return (
    <Notice kind="warn" title="New since you looked">
      <Timeline
        label="New since you looked"
        items={news.map((fact) => ({
          at: fact.at,
          what: <PersonText text={factText(fact.event, state)} />,
          who: <PersonText text={factActor(fact, state)} />,
        }))}
      />
    </Notice>
  )
}
