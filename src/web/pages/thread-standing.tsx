import type { ReporterView, StepView } from '../../case/view.ts'
import { Definitions } from '../ui/definition.tsx'
import { Link } from '../ui/link.tsx'
import { More } from '../ui/more.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { Section } from '../ui/section.tsx'
import { type Step, Steps } from '../ui/steps.tsx'
import { Day, Time } from '../ui/time.tsx'
import { stepOf } from './desk/step-of.tsx'
import type { Messages } from './messages/en.ts'
import { useMessages } from './messages/languages.ts'
import { Said } from './messages/said.tsx'
import { Moment } from './moment.tsx'
import { inWords } from './steps-in-words.ts'
import { CreditForm, CreditPreview } from './thread-credit.tsx'
import { may, type ThreadState } from './thread-state.ts'

/** What was agreed, what came of it so far, and the policy's steps with the present one marked. */
export function WhereItStands({ state }: { state: ThreadState }) {
  const { standing: m } = useMessages().thread
  const { view, openedOn } = state.thread
  return (
    <Section title={m.title} id="steps">
      <Definitions
        items={[
          { term: m.report, detail: <PersonText text={view.report.title} /> },
          { term: m.arrived, detail: <Time at={view.receivedAt} /> },
          {
            term: m.opened,
            detail: openedOn === null ? null : <Day at={openedOn} weekday />,
          },
          { term: m.private, detail: <EmbargoSentence view={view} /> },
          { term: m.cve, detail: view.cve },
          { term: m.released, detail: view.released && <Released released={view.released} /> },
          {
            term: m.advisory,
            detail: view.advisory && <Published advisory={view.advisory} practice={view.practice} />,
          },
          {
            term: view.advisory === null ? m.plannedPublication : m.plannedRevision,
            detail: view.planned !== null && <Said text={m.plannedDay} day={<Day at={view.planned} weekday />} />,
          },
        ]}
      />
      <StepsOf view={view} />
      <p>
        <Said text={m.policy} link={<Link href={`/policy/${state.thread.digest}`}>{m.thisPolicy}</Link>} />
      </p>
      {may(state, 'ChooseCredit') && !view.needs.some(({ need }) => need === 'credit') && <YourCredit state={state} />}
    </Section>
  )
}

/** Of a report that ended early, the steps that never came are of little use to anybody. */
function StepsOf({ view }: { view: ReporterView }) {
  const { thread, policyText } = useMessages()
  const m = thread.standing
  const inTurn = view.steps.map((step) => stepFor(inWords(step, policyText.steps), view, m.notNeeded))
  const steps = <Steps label={m.steps} steps={inTurn} />
  const endedEarly = view.withdrawn || (view.declined !== null && !view.follows)
  return endedEarly ? <More summary={m.stepsOfAReport}>{steps}</More> : steps
}

/** Where nothing was missing, nobody left out the question: there was none. */
function stepFor(view: StepView, { messages }: ReporterView, notNeeded: string): Step {
  const step = stepOf(view, false)
  if (view.kind !== 'review' || step.steps === undefined || messages.some(({ kind }) => kind === 'question'))
    return step
  return { ...step, steps: step.steps.map((nested) => (nested.state === 'skipped' ? left(nested, notNeeded) : nested)) }
}

const left = ({ state: _, ...step }: Step, note: string): Step => ({ ...step, note })

/** What both sides agreed on about publishing, in one sentence; or what we hold to, where nobody was asked yet. */
function EmbargoSentence({ view }: { view: ReporterView }) {
  const { standing: m } = useMessages().thread
  const { proposal, until } = view.embargo
  const agreed = agreedIn(view, m)
  if (agreed === null && proposal === null) return null
  return (
    <>
      {agreed !== null && (
        <div>
          <Said text={agreed} time={until !== null && <Moment at={until} />} />
        </div>
      )}
      {proposal !== null && (
        <div>
          <Said
            text={proposal.by === 'reporter' ? m.proposedByYou : m.proposedByTeam}
            time={<Moment at={proposal.until} />}
          />
        </div>
      )}
    </>
  )
}

function agreedIn(
  { embargo: { state, until, terms }, ownTerms, withdrawn, declined, follows }: ReporterView,
  m: Messages['thread']['standing'],
): string | null {
  if (state === 'exited') return m.exited
  if (until === null) return null
  if (ownTerms) return m.ownTerms
  // No advisory will come of it, so there is nothing to wait for but the date.
  if (withdrawn || (declined !== null && !follows)) return m.stillAgreed
  return terms === 'date' ? m.agreedDate : m.agreedAdvisory
}

function Released({ released }: { released: NonNullable<ReporterView['released']> }) {
  const version = <PersonText text={released.version} />
  return (
    <>
      {released.url === null ? version : <Link href={released.url}>{version}</Link>}, <Day at={released.at} />
    </>
  )
}

function Published({ advisory, practice }: { advisory: NonNullable<ReporterView['advisory']>; practice: boolean }) {
  const { standing: m } = useMessages().thread
  const link = (
    <Link href={practice ? '/desk/practice/advisory' : `/advisories/${encodeURIComponent(advisory.id)}`}>
      {advisory.id}
    </Link>
  )
  return advisory.extent === 'brief' ? <Said text={m.brief} id={link} /> : link
}

function YourCredit({ state }: { state: ThreadState }) {
  const { credit: m } = useMessages().thread
  const { view, naming } = state.thread
  return (
    <More summary={m.yours} open={state.preview !== null || state.refused?.form === 'credit'} id="your-credit">
      {view.advisory !== null && <p>{m.afterwards}</p>}
      {view.credit.as === null ? (
        <p>{m.unsaid}</p>
      ) : (
        <CreditPreview
          typed={{ credit: view.credit.as, creditName: naming?.name ?? '', creditUrl: naming?.url ?? '' }}
        />
      )}
      <CreditForm state={state} />
    </More>
  )
}
