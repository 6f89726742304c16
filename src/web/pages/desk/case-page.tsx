import type { ComponentChildren } from 'preact'
import { frameOf, html, notFound } from '../../answer.tsx'
import type { Visit } from '../../route.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Crumbs } from '../../ui/crumbs.tsx'
import { Form } from '../../ui/form.tsx'
import { More } from '../../ui/more.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { PersonText } from '../../ui/person-text.tsx'
import { Beside, PageHead, Section } from '../../ui/section.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { Time } from '../../ui/time.tsx'
import { Timeline } from '../../ui/timeline.tsx'
import { ReportAsSent } from '../report-as-sent.tsx'
import { teamNav } from '../team-nav.ts'
import { SignOut } from '../team-parts.tsx'
import { CaseAside } from './case-aside.tsx'
import { actPath, type CaseState, casePath, hiddenOf, may, openCase, type Told } from './case-state.ts'
import { CaseFiles, FilesSection, Notes, ThreadSection } from './case-thread.tsx'
import { factActor, factText } from './fact-text.ts'
import { MoreActs } from './more-acts.tsx'
import { NextCard } from './next-card.tsx'
import { Outcome } from './outcome.tsx'
import { PlanNotice } from './plan-notice.tsx'
import { WaitingHere } from './triage/waiting.tsx'
import { stageWords } from './words.ts'

export const casePage = (visit: Visit): Promise<Response> => showCase(visit, { done: visit.query.get('done') }, 200)

/** With a colleague's word that somebody should look, this is the look. */
const isSeen = async ({ visit, found }: CaseState): Promise<void> =>
  visit.member === null || found.glassUntil !== null
    ? undefined
    : visit.desk.mentions.seen(visit.member.member, found.stream)

/** One case as the team sees it: what is next, the report, the thread, and everything that can be done. */
export async function showCase(visit: Visit, told: Told, status: number): Promise<Response> {
  const state = await openCase(visit, told)
  if (state === undefined) return notFound(visit)
  await isSeen(state)
  const page = (
    <CaseFrame state={state} title={state.found.number} here="">
      <Beside label="About this case" aside={<CaseAside state={state} />}>
        <NextCard state={state} />
        <ReportSection state={state} />
        <ThreadSection state={state} />
        <Notes state={state} />
        <MoreActs state={state} />
        <FilesSection state={state} />
        <What state={state} />
      </Beside>
    </CaseFrame>
  )
  return html(visit, page, { status })
}

/** Head and tabs that all pages of one case share. */
export function CaseFrame(props: {
  state: CaseState
  title: string
  here: '' | '/advisory' | '/publish' | '/severity' | '/affected' | '/cluster' | '/guests'
  children: ComponentChildren
}) {
  const { state, here } = props
  const { visit, found } = state
  return (
    <Page
      frame={frameOf(visit)}
      title={props.title}
      layout="desk"
      nav={teamNav(visit, '/desk')}
      account={<SignOut visit={visit} />}
      keys="case"
      paper={found.number}
      news={
        found.glassUntil === null
          ? { from: casePath(state, `/news?seq=${found.view.case.seq}`), show: casePath(state, here) }
          : undefined
      }
    >
      <Crumbs
        items={[
          { href: '/desk', label: 'Inbox' },
          ...(here === '' ? [] : [{ href: casePath(state), label: found.number }]),
        ]}
        here={here === '' ? found.number : titles[here]}
      />
      {state.practice}
      {found.glassUntil !== null && <ReadByGlass until={found.glassUntil} />}
      <Outcome state={state} />
      {state.held !== undefined && <WaitingHere visit={visit} members={state.members} held={state.held} />}
      <PageHead over={<Marks state={state} />} title={<PersonText text={found.view.case.report.title} />} />
      <Tabs
        label={`Pages of ${found.number}`}
        tabs={tabs.map(({ path, label }) => ({ href: casePath(state, path), label, current: path === here }))}
      />
      <PlanNotice state={state} here={here} />
      {props.children}
    </Page>
  )
}

function ReadByGlass({ until }: { until: number }) {
  return (
    <Notice kind="warn" title="This case is kept from you. You read it because the glass was broken.">
      <p>
        That ends <Time at={until} />. Every member was told, and each page that you open here is in the log. You can do
        nothing in it.
      </p>
    </Notice>
  )
}

const titles = {
  '/advisory': 'Advisory',
  '/publish': 'Publish',
  '/severity': 'Severity',
  '/affected': 'Affected versions',
  '/cluster': 'Duplicates',
  '/guests': 'Guests',
}
const tabs = [
  { path: '', label: 'Case' },
  { path: '/advisory', label: 'Advisory' },
  { path: '/publish', label: 'Publish' },
  { path: '/guests', label: 'Guests' },
] as const

function Marks({ state }: { state: CaseState }) {
  const { view } = state.found
  const of = view.case
  return (
    <>
      <Badge kind="accent">{stageWords[view.stage]}</Badge>
      {of.exposure.attacks !== null ? (
        <Badge kind="bad">Attacks seen</Badge>
      ) : (
        of.report.exploited === true && <Badge kind="bad">Reported as exploited</Badge>
      )}
      {of.exposure.exploit !== null && <Badge kind="bad">Exploit public</Badge>}
      {of.exposure.exploit === null && of.exposure.vulnerability !== null && <Badge kind="warn">Public</Badge>}
      {(of.embargo.state === 'active' || of.embargo.state === 'revising') && <Badge>Embargo</Badge>}
      {of.embargo.proposal !== null && of.embargo.proposal.by === 'reporter' && (
        <Badge kind="warn">Date proposed by the reporter</Badge>
      )}
      {of.needsCvss4 && <Badge kind="warn">Severity needs CVSS 4.0</Badge>}
      {of.declined?.reason === 'duplicate' && <Badge>Duplicate</Badge>}
      {of.duplicates.length > 0 && (
        <Badge>{`${of.duplicates.length} ${of.duplicates.length === 1 ? 'duplicate' : 'duplicates'}`}</Badge>
      )}
    </>
  )
}

/** Everything as it was sent. Open as long as nobody decided about it. */
function ReportSection({ state }: { state: CaseState }) {
  const { view } = state.found
  const { report, thread, needsCvss4 } = view.case
  const files = thread.find(({ kind }) => kind === 'report')?.files ?? []
  return (
    <Section title="The report" id="report">
      {needsCvss4 && may(state, 'RequestInformation') && <AskForCvss state={state} />}
      <More
        summary="As it was sent"
        open={view.stage === 'received' || view.stage === 'waiting-for-reporter' || view.stage === 'reproducing'}
        id="as-sent"
        keys="w"
      >
        <ReportAsSent report={report} />
        {files.length > 0 && <h3>Files of the report</h3>}
        <CaseFiles state={state} files={files} label="Files of the report" />
      </More>
    </Section>
  )
}

/** The rating never held the report up; asking for a better one is one press away. */
function AskForCvss({ state }: { state: CaseState }) {
  const at = { state, form: 'RequestInformation' } as const
  return (
    <Notice kind="info" title="The severity is not given as CVSS 4.0, which this policy asks for.">
      <Form action={actPath(at)} hidden={hiddenOf(at)} label="Ask for CVSS 4.0">
        <p>You can rate it yourself, or ask:</p>
        <div class="actions">
          <Button name="use" value="cvss-4.0">
            Prepare the question
          </Button>
        </div>
      </Form>
    </Notice>
  )
}

function What({ state }: { state: CaseState }) {
  const { facts } = state.found
  const told = withoutCrowd(facts)
  return (
    <Section title="Timeline" id="timeline">
      <More summary="What happened" hint={`${facts.length} ${facts.length === 1 ? 'fact' : 'facts'}, for the team`}>
        <Timeline
          label="What happened, oldest first"
          items={told.map((fact) => ({
            at: fact.at,
            what: <PersonText text={factText(fact.event, state)} />,
            who: <PersonText text={factActor(fact, state)} />,
          }))}
        />
      </More>
    </Section>
  )
}

/** Of thousands of duplicates the first few say enough; their own page lists them all. */
function withoutCrowd(facts: CaseState['found']['facts']): CaseState['found']['facts'] {
  let linked = 0
  return facts.filter(({ event }) => event.type !== 'DuplicateLinked' || ++linked <= 10)
}
