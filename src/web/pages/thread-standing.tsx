import type { ReporterView, StepView } from '../../case/view.ts'
import { Definitions } from '../ui/definition.tsx'
import { Link } from '../ui/link.tsx'
import { More } from '../ui/more.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { Section } from '../ui/section.tsx'
import { type Step, Steps } from '../ui/steps.tsx'
import { Day, Time } from '../ui/time.tsx'
import { stepOf } from './desk/step-of.tsx'
import { Moment } from './moment.tsx'
import { CreditForm, CreditPreview } from './thread-credit.tsx'
import { may, type ThreadState } from './thread-state.ts'

/** What was agreed, what came of it so far, and the policy's steps with the present one marked. */
export function WhereItStands({ state }: { state: ThreadState }) {
  const { view } = state.thread
  return (
    <Section title="Where it stands" id="steps">
      <Definitions
        items={[
          { term: 'Your report', detail: <PersonText text={view.report.title} /> },
          { term: 'Arrived', detail: <Time at={view.receivedAt} /> },
          {
            term: 'Opened by the team',
            detail: state.thread.openedOn === null ? null : <Day at={state.thread.openedOn} weekday />,
          },
          { term: 'Kept private', detail: <EmbargoSentence view={view} /> },
          { term: 'CVE', detail: view.cve },
          { term: 'Released', detail: view.released && <Released released={view.released} /> },
          {
            term: 'Advisory',
            detail: view.advisory && <Published advisory={view.advisory} practice={view.practice} />,
          },
          {
            term: view.advisory === null ? 'Planned publication' : 'Planned revision',
            detail: view.planned !== null && (
              <>
                <Day at={view.planned} weekday />, unless something changes. You see it here if it does.
              </>
            ),
          },
        ]}
      />
      <StepsOf view={view} />
      <p>
        Your report came under <Link href={`/policy/${state.thread.digest}`}>this policy</Link>.
      </p>
      {may(state, 'ChooseCredit') && !view.needs.some(({ need }) => need === 'credit') && <YourCredit state={state} />}
    </Section>
  )
}

/** Of a report that ended early, the steps that never came are of little use to anybody. */
function StepsOf({ view }: { view: ReporterView }) {
  const steps = <Steps label="The steps of the policy" steps={view.steps.map((step) => stepFor(step, view))} />
  const endedEarly = view.withdrawn || (view.declined !== null && !view.follows)
  return endedEarly ? <More summary="The steps that a report goes through">{steps}</More> : steps
}

/** Where nothing was missing, nobody left out the question: there was none. */
function stepFor(view: StepView, { messages }: ReporterView): Step {
  const step = stepOf(view, false)
  if (view.kind !== 'review' || step.steps === undefined || messages.some(({ kind }) => kind === 'question'))
    return step
  return { ...step, steps: step.steps.map((nested) => (nested.state === 'skipped' ? notNeeded(nested) : nested)) }
}

const notNeeded = ({ state: _, ...step }: Step): Step => ({ ...step, note: 'Not needed' })

/** What both sides agreed on about publishing, in one sentence; or what we hold to, where nobody was asked yet. */
function EmbargoSentence({ view }: { view: ReporterView }) {
  const { proposal } = view.embargo
  const agreed = agreedIn(view)
  if (agreed === null && proposal === null) return null
  return (
    <>
      {agreed !== null && <div>{agreed}</div>}
      {proposal !== null && (
        <div>
          Proposed {proposal.by === 'reporter' ? 'by you' : 'by the team'}: nothing public before{' '}
          <Moment at={proposal.until} />.
        </div>
      )}
    </>
  )
}

function agreedIn({ embargo: { state, until, terms }, ownTerms, withdrawn, declined, follows }: ReporterView) {
  if (state === 'exited') return 'The agreement to keep this private has ended.'
  if (until === null) return null
  const at = <Moment at={until} />
  if (ownTerms)
    return (
      <>
        We propose our usual terms: nothing public until our advisory, at the latest {at}. You have agreed to nothing
        yet; if it does not suit you, say so or propose another date.
      </>
    )
  // No advisory will come of it, so there is nothing to wait for but the date.
  if (withdrawn || (declined !== null && !follows))
    return <>Still agreed: nothing public before {at}. If you would like to write about it sooner, ask us here.</>
  return terms === 'date' ? (
    <>Agreed: nothing public before {at}.</>
  ) : (
    <>Agreed: nothing public until our advisory, at the latest {at}.</>
  )
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
  return (
    <>
      <Link href={practice ? '/desk/practice/advisory' : `/advisories/${encodeURIComponent(advisory.id)}`}>
        {advisory.id}
      </Link>
      {advisory.extent === 'brief' && ', brief for now'}
    </>
  )
}

function YourCredit({ state }: { state: ThreadState }) {
  const { view, naming } = state.thread
  return (
    <More summary="Your credit" open={state.preview !== null || state.refused?.form === 'credit'} id="your-credit">
      {view.advisory !== null && (
        <p>
          The advisory is published already. A change counts from its next revision on; “Drop my name” in the small
          print takes a name out at once.
        </p>
      )}
      {view.credit.as === null ? (
        <p>You said nothing yet. Without a word from you, nobody is named.</p>
      ) : (
        <CreditPreview
          typed={{ credit: view.credit.as, creditName: naming?.name ?? '', creditUrl: naming?.url ?? '' }}
        />
      )}
      <CreditForm state={state} />
    </More>
  )
}
