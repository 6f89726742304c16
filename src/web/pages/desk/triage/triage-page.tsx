import { filled } from '../../../../desk/report-form.ts'
import { frameOf, html, notFound } from '../../../answer.tsx'
import { Markdown } from '../../../markdown.tsx'
import type { Visit } from '../../../route.ts'
import { Badge } from '../../../ui/badge.tsx'
import { ButtonLink } from '../../../ui/button.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { Link } from '../../../ui/link.tsx'
import { More } from '../../../ui/more.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { Page } from '../../../ui/page.tsx'
import { PersonText } from '../../../ui/person-text.tsx'
import { Beside, Empty, PageHead } from '../../../ui/section.tsx'
import { Ago } from '../../../ui/time.tsx'
import { Timeline } from '../../../ui/timeline.tsx'
import { ReportAsSent } from '../../report-as-sent.tsx'
import { teamNav } from '../../team-nav.ts'
import { SignOut } from '../../team-parts.tsx'
import { CaseFiles } from '../case-thread.tsx'
import { factActor, factText } from '../fact-text.ts'
import { doorWords } from '../words.ts'
import { TriageActs } from './acts.tsx'
import { BesideReport } from './beside-report.tsx'
import { asCaseState, flagWords, type Kept, type TriageState, triagePath } from './triage-state.ts'
import { NotSent, Waiting, WaitingHere } from './waiting.tsx'

/** One new report a screen, in the order in which answers are due. */
export const triagePage = (visit: Visit): Promise<Response> => showTriage(visit)

export interface ShowTriage {
  /** This report and not the next one. */
  readonly number?: string
  readonly after?: string | null
  readonly kept?: Kept
  readonly status?: number
}

export async function showTriage(visit: Visit, show: ShowTriage = {}): Promise<Response> {
  if (visit.member === null) return notFound(visit)
  const { triage } = visit.desk
  const after = show.after === undefined ? visit.query.get('after') : show.after
  const asked = show.number ?? visit.query.get('case')
  const [next, members, waiting, refusedActs] = await Promise.all([
    triage.next(visit.member, after),
    visit.team.members(),
    triage.waiting(visit.member),
    triage.refused(visit.member),
  ])
  const number = asked ?? next.number
  const of = number === null ? undefined : await triage.look(visit.member, number)
  if (asked !== null && of === undefined) return notFound(visit)
  const state: TriageState = {
    visit,
    of: of ?? null,
    members,
    left: next.left,
    place: asked === null ? next.place : after,
    after,
    waiting,
    refusedActs,
    kept: show.kept ?? (of === undefined ? null : await draftOf(visit, of.found.stream)),
  }
  return html(visit, <TriageScreen state={state} />, { status: show.status ?? 200 })
}

/** What this member began to write here and did not send stands open again. */
async function draftOf(visit: Visit, stream: string): Promise<Kept | null> {
  const kept = visit.member === null ? undefined : await visit.desk.kept.of(visit.member.member, stream)
  const [ask, decline] = [kept?.get('RequestInformation'), kept?.get('DeclineReport')]
  const newest = (ask?.at ?? 0) >= (decline?.at ?? 0) ? ask : decline
  if (newest === undefined) return null
  return { act: newest === ask ? 'ask' : 'decline', typed: newest.fields, problems: [], draftOf: newest.at }
}

function TriageScreen({ state }: { state: TriageState }) {
  const { visit, of, members, after } = state
  return (
    <Page
      frame={frameOf(visit)}
      title={of === null ? 'New reports' : `New: ${of.found.number}`}
      layout="desk"
      nav={teamNav(visit, '/desk')}
      account={<SignOut visit={visit} />}
      keys="triage"
      scripts={[visit.assets.address('triage.js')]}
      styles={[visit.assets.address('triage.css')]}
    >
      <div class="triage">
        <NotSent visit={visit} members={members} held={state.refusedActs} after={after} />
        <Waiting visit={visit} members={members} held={state.waiting} after={after} />
        {of === null ? <Through state={state} /> : <OneReport state={state} of={of} />}
      </div>
    </Page>
  )
}

function OneReport({ state, of }: { state: TriageState; of: NonNullable<TriageState['of']> }) {
  const { found } = of
  const { report, door, receivedAt } = found.view.case
  return (
    <>
      <Outcome state={state} of={of} />
      <PageHead
        over={
          <>
            <span class="triage-left">{leftWords(state)}</span>
            {of.flags.map((flag) => (
              <Badge key={flag} kind={flag === 'exploited' ? 'bad' : 'warn'}>
                {flagWords[flag]}
              </Badge>
            ))}
          </>
        }
        title={<PersonText text={report.title} />}
        lead={
          <>
            <Link href={`/desk/cases/${found.number}`}>{found.number}</Link>,{' '}
            <Ago at={receivedAt} now={state.visit.desk.now()} />, {doorWords[door]}
            {report.product !== undefined && (
              <>
                , <PersonText text={report.product} />
              </>
            )}
            {report.version !== undefined && (
              <>
                {report.product === undefined ? ', version ' : ' '}
                <PersonText text={report.version} />
              </>
            )}
          </>
        }
      />
      {of.held !== undefined && <WaitingHere visit={state.visit} members={state.members} held={of.held} />}
      <Beside label="Beside this report" aside={<BesideReport state={state} of={of} />}>
        <section class="card triage-text" aria-label="The report">
          <Markdown text={beginning(report.description)} by="person" headings={3} />
          <More summary="The whole report" id="whole-report" keys="w" hint={wholeHint(of)}>
            <ReportAsSent report={report} />
            <CaseFiles state={asCaseState(state, of)} files={filesOf(of)} label="Files of the report" />
          </More>
        </section>
        {state.visit.member?.role !== 'observer' && of.held === undefined && <TriageActs state={state} of={of} />}
      </Beside>
    </>
  )
}

const leftWords = ({ left }: TriageState): string =>
  left >= 200 ? 'More than 200 new reports' : left === 1 ? 'The last new report' : `${left} new reports`

/** The first part of a text: enough to judge most reports, and the acts stay on the screen. */
const first = 1_100
function beginning(text: string): string {
  if (text.length <= first) return text
  const cut = text.slice(0, first)
  const end = Math.max(cut.lastIndexOf('\n\n'), cut.lastIndexOf('. ') + 1, cut.lastIndexOf('\n'))
  const part = cut.slice(0, end > first / 2 ? end : first).trimEnd()
  // A listing that is cut open would swallow the dots that say so.
  const open = (part.match(/^\s{0,3}```/gm) ?? []).length % 2 === 1
  return `${part}${open ? '\n```' : ''}\n\n…`
}

const filesOf = (of: NonNullable<TriageState['of']>) =>
  of.found.view.case.thread.find(({ kind }) => kind === 'report')?.files ?? []

function wholeHint(of: NonNullable<TriageState['of']>): string {
  const { description } = of.found.view.case.report
  const files = filesOf(of).length
  const parts = [
    ...(description.length > first ? [`${Math.ceil(description.length / 1_000)} thousand characters`] : []),
    ...(files > 0 ? [`${files} ${files === 1 ? 'file' : 'files'}`] : []),
  ]
  return parts.length === 0 ? 'As it was sent, with everything that was asked' : parts.join(', ')
}

/** Nothing more behind this place: what was put aside, or the end of the evening. */
function Through({ state }: { state: TriageState }) {
  const { left, waiting, visit } = state
  const aside = Math.max(0, left - waiting.filter(({ member }) => member === visit.member?.member).length)
  const again = state.after !== null && aside > 0
  return (
    <>
      <PageHead title="New reports" />
      <Empty title={again ? 'That was the last one of this round.' : 'Nothing new waits for an answer.'}>
        <p>
          {again
            ? 'What you left for later is still new, and still has its day by which an answer was promised.'
            : 'Every new report has an answer, or one that is about to be sent.'}
        </p>
        <div class="actions">
          {again && (
            <ButtonLink href={triagePath(null)} kind="primary">
              Begin again with what was left
            </ButtonLink>
          )}
          <ButtonLink href="/desk">To the inbox</ButtonLink>
        </div>
      </Empty>
    </>
  )
}

/** Why the form that was just sent was not carried out, with what is new since it was shown. */
function Outcome({ state, of }: { state: TriageState; of: NonNullable<TriageState['of']> }) {
  const { kept } = state
  if (kept === null) return null
  if (kept.undone)
    return (
      <Notice
        kind="ok"
        title={
          filled(kept.typed.text)
            ? 'Taken back. Nothing was sent, and your words are below.'
            : 'Taken back. Nothing was sent.'
        }
      />
    )
  const shown = asCaseState(state, of)
  const news = kept.newsAfter === undefined ? [] : of.found.facts.filter(({ seq }) => seq > (kept.newsAfter ?? 0))
  return (
    <>
      <ErrorSummary
        title="Not done yet. Nothing you typed is lost:"
        errors={kept.problems.map(({ field, text }) => ({
          id: `act-${kept.act}${field === 'form' ? '' : `-${field}`}`,
          text,
        }))}
      />
      {news.length > 0 && (
        <Notice kind="warn" title="New since you looked">
          <Timeline
            label="New since you looked"
            items={news.map((fact) => ({
              at: fact.at,
              what: <PersonText text={factText(fact.event, shown)} />,
              who: <PersonText text={factActor(fact, shown)} />,
            }))}
          />
        </Notice>
      )}
    </>
  )
}
