import { randomUUID } from 'node:crypto'
import { creditRule } from '../../../case/cluster-words.ts'
import type { ClusterPage, Follower } from '../../../desk/clusters.ts'
import { filled } from '../../../desk/report-form.ts'
import { html, notFound, seeOther } from '../../answer.tsx'
import { readPageForm } from '../../page-form.ts'
import type { Visit } from '../../route.ts'
import { Actions, Button } from '../../ui/button.tsx'
import { Form } from '../../ui/form.tsx'
import { Link } from '../../ui/link.tsx'
import { More } from '../../ui/more.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Pager } from '../../ui/pager.tsx'
import { PersonText } from '../../ui/person-text.tsx'
import { Empty, Section } from '../../ui/section.tsx'
import { Table } from '../../ui/table.tsx'
import { TextArea } from '../../ui/text-field.tsx'
import { Day } from '../../ui/time.tsx'
import { commandId } from '../command-id.ts'
import { CaseFrame } from './case-page.tsx'
import { type CaseState, casePath, may, openCase } from './case-state.ts'

/** Everybody who reported the same: what they hear, what becomes of their credit, and how one is split off again. */
export const clusterPage = (visit: Visit): Promise<Response> => showCluster(visit, null, 200)

interface Kept {
  readonly text: string
  readonly problem: string
}

async function showCluster(visit: Visit, kept: Kept | null, status: number): Promise<Response> {
  const state = await openCase(visit)
  if (visit.member === null || state === undefined) return notFound(visit)
  const after = Number(/^\d{1,6}$/.exec(visit.query.get('after') ?? '')?.[0] ?? 0)
  const cluster = await visit.desk.clusters.look(visit.member, state.found.number, after)
  if (cluster === undefined) return notFound(visit)
  const page = (
    <CaseFrame state={state} title={`${state.found.number}: duplicates`} here="/cluster">
      {visit.query.get('done') === 'told' && (
        <Notice kind="ok" title="On its way. Each of them reads it in their own thread." />
      )}
      {cluster.spreading.map(({ act, done, of }) => (
        <Notice key={act} title={`${spreadWords[act]}: ${done} of ${of} so far.`}>
          <p>This goes on by itself, also after a restart.</p>
        </Notice>
      ))}
      <Rule state={state} cluster={cluster} />
      <Followers state={state} cluster={cluster} after={after} />
      {cluster.of > 0 && may(state, 'AddNote') && <Tell state={state} cluster={cluster} kept={kept} />}
    </CaseFrame>
  )
  return html(visit, page, { status })
}

const spreadWords = {
  'end-embargo': 'Everybody is told that it is public',
  tell: 'Your words reach everybody',
  'ask-credit': 'Everybody is asked about credit',
} as const

function Rule({ state, cluster }: { state: CaseState; cluster: ClusterPage }) {
  return (
    <Section card title="One decision answers all" id="rule">
      <p>
        {cluster.of === 1 ? 'One other report follows' : `${cluster.of} other reports follow`} this case
        {cluster.further > 0 && `, and ${cluster.further} more by way of one of them`}. Whoever sent one sees in a
        thread of their own how far it is, and the fix and the advisory when they are out. If you decline it, or ask
        about credit, they read that too. Nobody sees another one’s words or name.
      </p>
      <p>{creditRule(state.found.policy)}</p>
      {cluster.follows !== null && (
        <p>
          This case follows <Link href={`/desk/cases/${cluster.follows}/cluster`}>{cluster.follows}</Link> itself, and
          all of these with it: what is decided there reaches them too. Split it off there, and they come along.
        </p>
      )}
    </Section>
  )
}

const creditWords: Readonly<Record<Follower['credit'], string>> = {
  named: 'By name',
  anonymous: 'Without a name',
  none: 'Not mentioned',
  asked: 'Asked, no word yet',
  'not-asked': 'Not asked yet',
  nobody: 'The team found it',
}

function Followers({ state, cluster, after }: { state: CaseState; cluster: ClusterPage; after: number }) {
  if (cluster.items.length === 0) return <Empty title="No other report follows this case." />
  const lead = state.visit.member?.role === 'lead' && state.found.glassUntil === null
  return (
    <Section title="Who follows" id="followers">
      <Table
        caption="Reports that follow this case, in the order in which they were found to be the same"
        hideCaption
        columns={[{ head: 'Case', lead: true }, { head: 'Received' }, { head: 'Credit' }, { head: 'Split off' }]}
        rows={cluster.items.map((one) => ({
          key: one.number,
          cells: [
            <>
              <Link href={`/desk/cases/${one.number}`}>{one.number}</Link> <PersonText text={one.title} />
              {one.followers > 0 && (
                <>
                  {' '}
                  <Link href={`/desk/cases/${one.number}/cluster`}>{`with ${one.followers} that follow it`}</Link>
                </>
              )}
            </>,
            <Day at={one.receivedAt} />,
            creditWords[one.credit],
            lead ? <Split state={state} one={one} /> : 'A lead can do that.',
          ],
        }))}
      />
      <Pager
        label="Further reports"
        first={after === 0 ? undefined : casePath(state, '/cluster')}
        next={cluster.next === null ? undefined : casePath(state, `/cluster?after=${cluster.next}`)}
      />
    </Section>
  )
}

/** The report goes on by itself, with its whole thread; what was said to it stays said. */
function Split({ state, one }: { state: CaseState; one: Follower }) {
  return (
    <Form
      action={`/desk/cases/${one.number}/acts/ReopenCase`}
      hidden={{
        token: state.visit.formToken,
        once: randomUUID(),
        seen: '',
        text: `Split from ${state.found.number}: it is looked at by itself again.`,
      }}
      label={`Split ${one.number} off`}
    >
      <Button kind="quiet">Split off</Button>
    </Form>
  )
}

function Tell({ state, cluster, kept }: { state: CaseState; cluster: ClusterPage; kept: Kept | null }) {
  const threads = cluster.of + cluster.further
  return (
    <More
      summary="Write to all who follow"
      hint={threads === 1 ? '1 thread' : `${threads} threads`}
      open={kept !== null}
      id="tell-all"
    >
      <Form
        action={casePath(state, '/cluster')}
        hidden={{ token: state.visit.formToken, once: randomUUID() }}
        label="Write to all who follow"
      >
        <TextArea
          id="tell-text"
          name="text"
          label="Message"
          required
          rows={5}
          hint="Each of them reads this in their own thread. It is kept here as a team note."
          value={kept?.text}
          error={kept?.problem}
        />
        <Actions>
          <Button>Send it to all of them</Button>
        </Actions>
      </Form>
    </More>
  )
}

export async function postCluster(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['once', 'text'] })
  if (form instanceof Response) return form
  const { once, text = '' } = form.fields
  if (visit.member === null) return notFound(visit)
  const again = (status: number, problem: string) => showCluster(visit, { text, problem }, status)
  if (form.tooLarge !== null) return again(413, 'This is longer than fits here, and only its beginning is left.')
  if (!filled(text)) return again(422, 'Write a few words first.')
  const number = visit.params.number ?? ''
  const told = await visit.desk.clusters.tell(visit.member, number, { id: commandId(once, 'tell', text), text })
  if ('done' in told) return seeOther(`/desk/cases/${told.number}/cluster?done=told`)
  return told.refused === 'no-such-case' ? notFound(visit) : again(409, told.hint)
}
