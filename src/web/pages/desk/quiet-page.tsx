import type { QuietReason } from '../../../desk/quiet.ts'
import type { WaitingPost } from '../../../desk/quiet-rows.ts'
import { frameOf, html, notFound, seeOther } from '../../answer.tsx'
import { readPageForm } from '../../page-form.ts'
import type { Visit } from '../../route.ts'
import { Actions, Button } from '../../ui/button.tsx'
import { Crumbs } from '../../ui/crumbs.tsx'
import { Form } from '../../ui/form.tsx'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, PageHead, Section } from '../../ui/section.tsx'
import { Table } from '../../ui/table.tsx'
import { Ago, Time } from '../../ui/time.tsx'
import { teamNav } from '../team-nav.ts'
import { SignOut } from '../team-parts.tsx'
import { What } from './what-news.tsx'

export const QUIET = '/desk/quiet'

export const whyQuiet: Readonly<Record<QuietReason, string>> = {
  'new-origin': 'It was started under another name than before.',
  restored: 'It was put back from a copy.',
  rollback: 'It goes on with older data than it had seen: what happened since then is lost.',
}

/** What a quiet desk would send and publish: kinds and cases, and no word of any of them. */
export async function quietPage(visit: Visit): Promise<Response> {
  const reason = visit.house.quiet.reason()
  if (visit.member === null) return notFound(visit)
  const [post, members] = await Promise.all([visit.house.quiet.rows.waiting(visit.member), visit.team.members()])
  const told = done[visit.query.get('done') ?? '']
  return html(
    visit,
    <Page
      frame={frameOf(visit)}
      title="What waits on a quiet desk"
      layout="desk"
      nav={teamNav(visit, '/desk')}
      account={<SignOut visit={visit} />}
    >
      <Crumbs items={[{ href: '/desk', label: 'Inbox' }]} here="Quiet desk" />
      {told !== undefined && <Notice kind="ok" title={told} />}
      <PageHead
        title={reason === null ? 'What waits to be sent' : 'What waits on a quiet desk'}
        lead={
          reason === null
            ? 'This desk is not quiet: what stands here goes out by itself.'
            : `${whyQuiet[reason]} A copy may hold what was sent long ago, so nothing leaves before a lead has looked.`
        }
      />
      <Section title={`To be sent: ${post.of}`} id="post">
        {post.of === 0 ? (
          <Empty title="Nothing waits to be sent." />
        ) : (
          <>
            <Table
              caption="What waits to be sent, longest due first"
              hideCaption
              columns={[{ head: 'What', lead: true }, { head: 'Case' }, { head: 'Due' }, { head: '' }]}
              rows={post.items.map((one) => ({
                key: one.id,
                cells: [
                  <What what={one.what} members={members} />,
                  one.case === null ? '–' : <Link href={`/desk/cases/${one.case}`}>{one.case}</Link>,
                  <Ago at={one.since} now={visit.desk.now()} />,
                  reason === null ? '' : <OneRow visit={visit} id={one.id} label={one.case ?? one.what.kind} />,
                ],
              }))}
            />
            {post.of > post.items.length && <p class="hint">{`The first ${post.items.length} are shown.`}</p>}
          </>
        )}
      </Section>
      <Planned post={post} />
      {reason !== null && <AllAtOnce visit={visit} of={post.of} />}
    </Page>,
  )
}

function AllAtOnce({ visit, of }: { visit: Visit; of: number }) {
  return (
    <Section title="All at once" id="all">
      <Form action={QUIET} hidden={{ token: visit.formToken }} label="All at once">
        <p>
          When the desk speaks again, everything above goes out, and what is planned is published at its time. What the
          first desk has sent already would be sent twice: drop it first.
        </p>
        <Actions>
          <Button name="do" value="speak">
            Let the desk speak and publish again
          </Button>
          {of > 0 && (
            <Button kind="danger" name="do" value="drop-all">
              {`Drop all ${of}`}
            </Button>
          )}
        </Actions>
      </Form>
    </Section>
  )
}

const done: Readonly<Record<string, string>> = {
  go: 'It goes out with the next look. What comes of it waits here again.',
  drop: 'It is dropped, and is never sent.',
  'drop-all': 'Everything that waited is dropped.',
  gone: 'That one does not wait any more.',
}

const OneRow = ({ visit, id, label }: { visit: Visit; id: string; label: string }) => (
  <Form action={QUIET} hidden={{ token: visit.formToken, job: id }} label={`Decide about ${label}`}>
    <Actions>
      <Button name="do" value="go">
        Send it
      </Button>
      <Button kind="quiet" name="do" value="drop">
        Drop it
      </Button>
    </Actions>
  </Form>
)

function Planned({ post }: { post: WaitingPost }) {
  if (post.planned.length === 0) return null
  return (
    <Section title="To be published by the clock" id="planned">
      <ul class="plain">
        {post.planned.map((one) => (
          <li key={`${one.case} ${one.at}`}>
            {one.case === null ? (
              'A case kept from you'
            ) : (
              <Link href={`/desk/cases/${one.case}/publish`}>{one.case}</Link>
            )}
            , <Time at={one.at} />
          </li>
        ))}
      </ul>
      <p class="hint">Never while the desk is quiet. A plan is cancelled on the page of its case.</p>
    </Section>
  )
}

export async function postQuiet(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['job', 'do'] })
  if (form instanceof Response) return form
  const { member, house } = visit
  if (member === null) return notFound(visit)
  const { job = '', do: what = '' } = form.fields
  const { rows } = house.quiet
  if (what === 'speak') {
    await house.quiet.release(member)
    return seeOther('/desk?done=release')
  }
  if (what === 'drop-all') await rows.dropAll(member)
  else if (what !== 'go' && what !== 'drop') return seeOther(QUIET)
  else if (!(await (what === 'go' ? rows.letGo(member, job) : rows.drop(member, job))))
    return seeOther(`${QUIET}?done=gone`)
  return seeOther(`${QUIET}?done=${what}`)
}
