import { type Listed, lists } from '../../../advisory/lists.ts'
import { checklist } from '../../../case/checklist.ts'
import type { CommandType } from '../../../case/command.ts'
import type { AdvisoryPreview } from '../../../desk/desk.ts'
import { html, notFound } from '../../answer.tsx'
import type { Visit } from '../../route.ts'
import { Actions, ButtonLink } from '../../ui/button.tsx'
import { Definitions } from '../../ui/definition.tsx'
import { Icon } from '../../ui/icon.tsx'
import { More } from '../../ui/more.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PersonText } from '../../ui/person-text.tsx'
import { Beside, Section } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import { AdvisoryBody } from '../advisory.tsx'
import { ActForm, LineOf, LinesOf, MomentOf } from './act-form.tsx'
import { CaseFrame } from './case-page.tsx'
import { actOf, type CaseState, casePath, isRefused, may, nameOf, openAdvisory, type Told } from './case-state.ts'
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
      <Beside label="Publish" aside={<Standing state={state} preview={preview} />}>
        <Problems preview={preview} />
        <ThreeLists now={now} later={later} never={never} extent={preview.extent} />
        <Section title="The page as it will be">
          <More
            summary="Show it"
            hint={preview.extent === 'brief' ? 'The brief advisory' : 'The full advisory'}
            open={false}
          >
            <AdvisoryBody advisory={preview[preview.extent]} level={2} />
          </More>
        </Section>
        <Acts state={state} preview={preview} />
      </Beside>
    </CaseFrame>
  )
  return html(visit, page, { status })
}

function Problems({ preview }: { preview: AdvisoryPreview }) {
  if (preview.problems.length === 0) return <Notice kind="ok" title="Nothing stands against publishing this now." />
  return (
    <Notice kind="warn" title="Not yet">
      {preview.problems.map(({ refused, hint }) => (
        <p key={refused}>{hint}</p>
      ))}
    </Notice>
  )
}

function ThreeLists(props: {
  now: readonly Listed[]
  later: readonly Listed[]
  never: readonly Listed[]
  extent: 'brief' | 'full'
}) {
  return (
    <>
      <List title="Becomes public now" id="now" items={props.now} empty="Nothing is written yet." />
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
function Standing({ state, preview }: { state: CaseState; preview: AdvisoryPreview }) {
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
  const items = checklist(state.found.view.case)
  const before = items.filter(({ item }) => item !== 'release URL' && item !== 'commit that names the CVE')
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

interface ActProps {
  state: CaseState
  preview: AdvisoryPreview
}

/** Each with its form, or with the reason. What reaches the public asks for a fresh passkey. */
function Acts({ state, preview }: ActProps) {
  const isHere = (command: CommandType) =>
    actOf(state, command) !== undefined && (command !== 'ApproveAdvisory' || state.found.policy.publish.approvals > 1)
  const here = order.filter(isHere)
  if (here.length === 0) return null
  const first = here.find((command) => main.has(command) && may(state, command))
  const refused = here.filter((command) => !may(state, command))
  return (
    <Section title="Publish" id="acts">
      {first !== undefined && (
        <div class="card">
          <h3>{actWords[first]}</h3>
          <ActOf state={state} preview={preview} command={first} isMain={preview.problems.length === 0} />
        </div>
      )}
      <div class="stack">
        {here
          .filter((command) => command !== first && may(state, command))
          .map((command) => (
            <More
              key={command}
              summary={words[command] ?? actWords[command]}
              open={isRefused({ state, form: command })}
            >
              <ActOf state={state} preview={preview} command={command} isMain={false} />
            </More>
          ))}
        {refused.length > 0 && (
          <More summary="Not possible now" hint={`${refused.length}, each with the reason`}>
            <Definitions
              items={refused.map((command) => ({
                term: words[command] ?? actWords[command],
                detail: actOf(state, command)?.hint,
              }))}
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
            ready={momentValue(nextNoon(state))}
            hint="This very text, at this time. If anything changes meanwhile, it is held and you are told."
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

/** Noon in UTC on the next day on which it may be published. */
function nextNoon({ visit, found }: CaseState): number {
  const day = 86_400_000
  const from = Math.max(
    visit.desk.now(),
    found.view.windowEndsAt ?? 0,
    found.view.case.embargo.terms === 'date' ? (found.view.case.embargo.until ?? 0) : 0,
  )
  return Math.floor(from / day) * day + day + day / 2
}
