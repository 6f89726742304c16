import { type Listed, lists } from '../../../advisory/lists.ts'
import { checklist, comesWithRelease } from '../../../case/checklist.ts'
import type { CommandType } from '../../../case/command.ts'
import { notBefore } from '../../../case/embargo.ts'
import type { Millis } from '../../../case/ids.ts'
import { nextNoon } from '../../../case/noon.ts'
import type { RefusalCode } from '../../../case/refusal.ts'
import type { AdvisoryPreview } from '../../../desk/desk.ts'
import { html, notFound } from '../../answer.tsx'
import type { Visit } from '../../route.ts'
import { Actions, ButtonLink } from '../../ui/button.tsx'
import { Definitions } from '../../ui/definition.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { More } from '../../ui/more.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PersonText } from '../../ui/person-text.tsx'
import { Beside, Section } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import { AdvisoryBody } from '../advisory.tsx'
import { ActForm, LineOf, LinesOf, MomentOf } from './act-form.tsx'
import { Blockers } from './blockers.tsx'
import { CaseFrame } from './case-page.tsx'
import { actOf, type CaseState, casePath, idOf, isRefused, may, nameOf, openAdvisory, type Told } from './case-state.ts'
import { momentValue } from './moment-text.ts'
import { actWords } from './words.ts'

export const publishPage = (visit: Visit): Promise<Response> =>
  showPublish(visit, { done: visit.query.get('done') }, 200)

/** What becomes public now, what later, what never; and the acts that do it. */
export async function showPublish(visit: Visit, told: Told, status: number): Promise<Response> {
  const opened = await openAdvisory(visit, told)
  if (opened === undefined) return notFound(visit)
  const { state, preview } = opened
  const { now, later, never } = lists(preview, state.found.view.case)
  const page = (
    <CaseFrame state={state} title={`${state.found.number} publish`} here="/publish">
      <Beside label="Publish" aside={<Facts state={state} preview={preview} />}>
        <Standing state={state} preview={preview} />
        <Warnings state={state} preview={preview} />
        <Silent state={state} preview={preview} />
        <ThreeLists now={now} later={later} never={never} extent={preview.extent} isPublic={isPublic(preview)} />
        <Section title="The page as it will be">
          <More
            summary="Show it"
            hint={preview.extent === 'brief' ? 'The brief advisory' : 'The full advisory'}
            open={false}
          >
            <AdvisoryBody advisory={preview[preview.extent]} draft />
          </More>
        </Section>
        <Acts state={state} preview={preview} />
      </Beside>
    </CaseFrame>
  )
  return html(visit, page, { status })
}

interface ActProps {
  state: CaseState
  preview: AdvisoryPreview
}

/** What stands against it, all at once; or that nothing does. */
function Standing({ state, preview }: ActProps) {
  const { published } = state.found.view.case
  const { problems } = preview
  if (problems.length === 0) return <Notice kind="ok" title="Nothing stands against publishing this now." />
  const newest = published.at(-1)
  if (newest !== undefined && isPublic(preview) && problems.length === 1)
    return (
      <Notice title={`Revision ${newest.revision} is public, and nothing changed since.`}>
        <p>
          A further revision begins with the text.{' '}
          {may(state, 'DraftAdvisory') && <Link href={casePath(state, '/advisory')}>Change the text</Link>}
        </p>
      </Notice>
    )
  return (
    <Notice kind="warn" title="Not yet">
      <Blockers state={state} problems={problems} />
    </Notice>
  )
}

/** Advice: nothing waits for it. Once it is public, the time for it is the next revision. */
function Warnings({ state, preview }: ActProps) {
  const { warnings } = preview
  if (warnings.length === 0 || isPublic(preview)) return null
  const edits = may(state, 'DraftAdvisory')
  return (
    <Notice kind="info" title="Nothing waits for this, but it could be better">
      <ul class="blockers">
        {warnings.map(({ field, text }) => (
          <li key={text}>
            <PersonText text={text} />{' '}
            {edits && (
              <Link href={casePath(state, placeOfField(field))}>{field === 'affected' ? 'Say which' : 'Write it'}</Link>
            )}
          </li>
        ))}
      </ul>
    </Notice>
  )
}

/** Silence means no name, and holds nothing up; but whoever publishes should know of it. */
function Silent({ state, preview: { silent } }: ActProps) {
  const { asked, notAsked } = silent
  if (asked + notAsked === 0) return null
  return (
    <Notice kind="info" title="Reporters of duplicates who said nothing about credit are not named">
      <p>
        {asked > 0 && `${people(asked)} asked and did not answer yet. `}
        {notAsked > 0 && `${people(notAsked)} not asked. `}
        Nothing waits for it: whoever answers later is named from the next revision on.{' '}
        <Link href={casePath(state, '/cluster')}>See who</Link>
      </p>
    </Notice>
  )
}

const people = (count: number): string => (count === 1 ? 'One was' : `${count} were`)

/** The text as it stands is the newest revision already. */
const isPublic = ({ problems }: AdvisoryPreview): boolean =>
  problems.some(({ refused }) => refused === 'nothing-changed')

const placeOfField = (field: string): string =>
  field === 'affected' ? '/affected' : field === 'cvss' ? '/severity' : `/advisory#${idOf('DraftAdvisory', field)}`

function ThreeLists(props: {
  now: readonly Listed[]
  later: readonly Listed[]
  never: readonly Listed[]
  extent: 'brief' | 'full'
  isPublic: boolean
}) {
  return (
    <>
      <List
        title={props.isPublic ? 'Is public' : 'Becomes public now'}
        id="now"
        items={props.now}
        empty="Nothing is written yet."
      />
      <List
        title="Becomes public later"
        id="later"
        items={props.later}
        empty={
          props.extent === 'full' ? 'Nothing is held back.' : 'Nothing is held back: the brief advisory says it all.'
        }
      />
      <List title="Never becomes public" id="never" items={props.never} empty="Nothing." />
    </>
  )
}

function List({ title, id, items, empty }: { title: string; id: string; items: readonly Listed[]; empty: string }) {
  return (
    <Section card title={title} id={id}>
      {items.length === 0 ? (
        <p class="hint">{empty}</p>
      ) : (
        <Definitions
          items={items.map(({ label, value }) => ({ term: label, detail: <PersonText text={shorter(value)} /> }))}
        />
      )}
    </Section>
  )
}

/** Long texts are read on the page itself; here they only need to be told apart. */
const shorter = (text: string): string => (text.length <= 280 ? text : `${text.slice(0, 280).trimEnd()}…`)

/** Beside the lists: who approved, what is planned, what is ticked off. */
function Facts({ state, preview }: ActProps) {
  const { view, policy } = state.found
  const of = view.case
  return (
    <>
      {policy.publish.when === 'with-release' && of.published.length === 0 && <Checklist state={state} />}
      <Section card title="Standing" id="standing">
        <Definitions
          items={[
            { term: 'Comes next', detail: `Revision ${of.published.length + 1}, ${preview.extent}` },
            { term: 'Number', detail: <bdi>{preview.document.id}</bdi> },
            {
              term: 'Users can update until',
              detail: view.windowEndsAt === null ? null : <Time at={view.windowEndsAt} />,
            },
            { term: 'Scheduled for', detail: of.schedule === null ? null : <Time at={of.schedule.publishAt} /> },
            {
              term: 'Approved by',
              detail: policy.publish.approvals > 1 ? <Approvals state={state} digest={preview.digest} /> : null,
            },
            {
              term: 'Published',
              detail:
                of.published.length === 0 ? null : `Revision ${of.published.length}, ${of.published.at(-1)?.extent}`,
            },
          ]}
        />
      </Section>
    </>
  )
}

function Approvals({ state, digest }: { state: CaseState; digest: string }) {
  const these = [...state.found.view.case.approvals].filter(([, approved]) => approved === digest)
  return these.length === 0 ? (
    <>Nobody yet; two members are needed</>
  ) : (
    <PersonText text={these.map(([member]) => nameOf(state, member)).join(', ')} />
  )
}

function Checklist({ state }: { state: CaseState }) {
  const before = checklist(state.found.view.case).filter((item) => !comesWithRelease(item))
  return (
    <Section card title="Before the release" id="checklist">
      <ul class="plain ticks">
        {before.map(({ item, done }) => (
          <li key={item} class={done ? 'ticked' : undefined}>
            <Icon name={done ? 'check' : 'cross'} /> {item.charAt(0).toUpperCase() + item.slice(1)}
            {!done && <span class="hint"> is missing</span>}
          </li>
        ))}
      </ul>
      <p class="hint">Release URL and commit are given with the release.</p>
    </Section>
  )
}

/** Each with its form, or with the reason. What reaches the public asks for a fresh passkey. */
function Acts({ state, preview }: ActProps) {
  const isHere = (command: CommandType) =>
    actOf(state, command) !== undefined && (command !== 'ApproveAdvisory' || state.found.policy.publish.approvals > 1)
  const here = order.filter(isHere)
  if (here.length === 0) return null
  const reasons = new Map(here.map((command) => [command, whyNot(state, preview, command)] as const))
  const possible = here.filter((command) => reasons.get(command) === null)
  const refused = here.filter((command) => reasons.get(command) !== null)
  const first = possible.find((command) => main.has(command))
  return (
    <Section title="Publish" id="acts">
      {first !== undefined && (
        <div class="card">
          <h3>{actWords[first]}</h3>
          <ActOf state={state} preview={preview} command={first} isMain={preview.problems.length === 0} />
        </div>
      )}
      <div class="stack">
        {possible
          .filter((command) => command !== first)
          .map((command) => (
            <More key={command} summary={titleOf(state, command)} open={isRefused({ state, form: command })}>
              <ActOf state={state} preview={preview} command={command} isMain={false} />
            </More>
          ))}
        {refused.length > 0 && (
          <More summary="Not possible now" hint={`${refused.length}, each with the reason`}>
            <Definitions
              items={refused.map((command) => ({ term: titleOf(state, command), detail: reasons.get(command) }))}
            />
          </More>
        )}
      </div>
      <Actions>
        <ButtonLink href={casePath(state, '/advisory')} kind="quiet">
          Change the text
        </ButtonLink>
      </Actions>
    </Section>
  )
}

/**
 * Why an act is not offered here: what the table says, and what stands against this very text. A form that was just
 * refused stays, with everything that was typed into it.
 */
function whyNot(state: CaseState, preview: AdvisoryPreview, command: CommandType): string | null {
  if (!may(state, command)) return actOf(state, command)?.hint ?? ''
  if (isRefused({ state, form: command })) return null
  const against = preview.problems.filter(({ refused }) => ofText.get(command)?.has(refused) === true)
  return against.length === 0 ? null : against.map(({ hint }) => hint).join(' ')
}

/** What the table cannot know, because it lies in the text. A plan still has time for the second pair of eyes. */
const everyText: ReadonlySet<string> = new Set<RefusalCode>(['text-missing', 'nothing-users-can-do', 'nothing-changed'])
const ofText: ReadonlyMap<CommandType, ReadonlySet<string>> = new Map<CommandType, ReadonlySet<string>>([
  ['PublishAdvisory', new Set([...everyText, 'approval-missing'])],
  ['ReleaseAndPublish', new Set([...everyText, 'approval-missing', 'checklist-incomplete'])],
  ['ScheduleAdvisory', everyText],
  ['ApproveAdvisory', new Set<RefusalCode>(['nothing-changed'])],
])

/** A plan that would be held, or is, is made again. */
const titleOf = (state: CaseState, command: CommandType): string | undefined =>
  command === 'ScheduleAdvisory' && state.found.view.case.schedule !== null
    ? 'Plan it again'
    : (words[command] ?? actWords[command])

const order: readonly CommandType[] = [
  'ReleaseAndPublish',
  'PublishAdvisory',
  'ApproveAdvisory',
  'ScheduleAdvisory',
  'CancelSchedule',
  'CompleteDetails',
  'EndUpdateWindow',
]
const main: ReadonlySet<CommandType> = new Set<CommandType>(['ReleaseAndPublish', 'PublishAdvisory'])
const words: Readonly<Partial<Record<CommandType, string>>> = {
  ApproveAdvisory: 'Approve this text',
  CancelSchedule: 'Cancel the plan',
}

function ActOf({ state, preview, command, isMain }: ActProps & { command: CommandType; isMain: boolean }) {
  const at = { state, form: command }
  const digest = <input type="hidden" name="digest" value={preview.digest} />
  switch (command) {
    case 'PublishAdvisory':
      return (
        <ActForm at={at} main={isMain} label="Publish now" button="Publish now">
          {digest}
          {state.found.view.case.practice ? (
            <p>In a real case this makes the list “Becomes public now” public at once. Here only members see it.</p>
          ) : (
            <p>
              The list “Becomes public now” is public at once, in pages, feeds and files. That cannot be taken back.
            </p>
          )}
        </ActForm>
      )
    case 'ReleaseAndPublish':
      return (
        <ActForm at={at} main={isMain} label="Release and publish" button="Release and publish">
          {digest}
          <p>Both in one act: the fix is out, and the brief advisory is public at once. That cannot be taken back.</p>
          <LineOf at={at} field="version" label="Version with the fix" required width="medium" />
          <LineOf at={at} field="url" label="Address of the release" type="url" required />
          <LineOf
            at={at}
            field="commit"
            label="Commit"
            required
            verbatim
            hint="Its hash and message. Where there is a CVE id, the commit names it."
          />
        </ActForm>
      )
    case 'ApproveAdvisory':
      return (
        <ActForm at={at} label="Approve this text" button="I approve this text">
          {digest}
          <p>It counts for this very text. Whoever publishes it is somebody else.</p>
        </ActForm>
      )
    case 'ScheduleAdvisory':
      return (
        <ActForm at={at} label="Schedule the advisory" button="Schedule it">
          {digest}
          <MomentOf
            at={at}
            field="publishAt"
            label="Publish at"
            required
            ready={momentValue(planAt(state))}
            hint="This very text, at this time. If anything changes meanwhile, the case says so at once, and nothing is published that nobody looked at."
          />
        </ActForm>
      )
    case 'CancelSchedule':
      return <Reasoned at={at} label="Cancel the plan" button="Cancel the plan" />
    case 'CompleteDetails':
      return <Reasoned at={at} label="Nothing was held back" button="Nothing was held back" />
    default:
      return <Reasoned at={at} label="End the update window early" button="End the window" />
  }
}

const Reasoned = ({
  at,
  label,
  button,
}: {
  at: { state: CaseState; form: CommandType }
  label: string
  button: string
}) => (
  <ActForm at={at} label={label} button={button}>
    <LinesOf at={at} field="reason" label="Why" required rows={3} hint="Stays within the team." />
  </ActForm>
)

/** The time that was planned, as long as it lies ahead; else noon on the next day on which it may be published. */
function planAt({ visit, found }: CaseState): Millis {
  const { embargo, schedule } = found.view.case
  const from = Math.max(visit.desk.now(), found.view.windowEndsAt ?? 0, notBefore(embargo))
  return schedule !== null && schedule.publishAt > from ? schedule.publishAt : nextNoon(from)
}
