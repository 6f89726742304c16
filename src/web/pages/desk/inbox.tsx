import type { VNode } from 'preact'
import type { Group } from '../../../case/case.ts'
import type { InboxPage } from '../../../desk/desk.ts'
import { frameOf, html, notFound, seeOther } from '../../answer.tsx'
import { readPageForm } from '../../page-form.ts'
import type { Visit } from '../../route.ts'
import { Actions, Button, ButtonLink } from '../../ui/button.tsx'
import { Select } from '../../ui/choice.tsx'
import { Form } from '../../ui/form.tsx'
import { Link } from '../../ui/link.tsx'
import { More } from '../../ui/more.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { Empty, PageHead } from '../../ui/section.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import { FirstHour } from '../begin/first-hour.tsx'
import { teamNav } from '../team-nav.ts'
import { SignOut } from '../team-parts.tsx'
import { type Asked, inboxAsk, inboxPath, nothingAsked, readAsk } from './inbox-ask.ts'
import { KeepView, ownNews, Quick, SinceMark } from './inbox-own.tsx'
import { InboxGroups, InboxList } from './inbox-table.tsx'
import { intakeNotice } from './intake-notice.tsx'
import { QUIET, whyQuiet } from './quiet-page.tsx'
import { SearchBox } from './search.tsx'
import { StateNotice } from './state-page.tsx'
import { toldNotices } from './told-notices.tsx'
import { chooseFor, chosenIn, ManyActs, type ManyKept, ManyOutcome } from './triage/many.tsx'
import { NotSent, Waiting } from './triage/waiting.tsx'
import { twoPersonNotice } from './two-person-notice.tsx'
import { UNDELIVERED } from './undelivered.tsx'
import { groupWords, stageWords } from './words.ts'

type Counts = Readonly<Record<Group, number>>
type Members = Awaited<ReturnType<Visit['team']['members']>>

/** The first page of the day: what to look at, in the order in which to look at it. */
export const inboxPage = (visit: Visit): Promise<Response> => showInbox(visit)

/** With the form on several at once as it was sent, where something in it was not right. */
export async function showInbox(visit: Visit, kept: ManyKept | null = null): Promise<Response> {
  const { member } = visit
  if (member === null) return notFound(visit)
  const asked = readAsk(visit)
  const opened = visit.desk.now()
  const news = await ownNews(visit)
  // The address says from when, so that the same list stands there when it is loaded again.
  if (visit.query.get('since') === 'last') return seeOther(inboxPath(nothingAsked, { since: news.hereAt }))
  const { triage } = visit.desk
  const [counts, members, waiting, refused, undelivered, told, twoPersons, paused] = await Promise.all([
    visit.desk.counts(member),
    visit.team.members(),
    triage.waiting(member),
    triage.refused(member),
    visit.house.undelivered.count(member),
    toldNotices(visit),
    twoPersonNotice(visit),
    intakeNotice(visit),
  ])
  const list = await listFor(visit, asked, counts, members, kept)
  const cases = Object.values(counts).reduce((sum, count) => sum + count, 0)
  // Who looks at one group is at work: practice and preparation stand on the front alone.
  const firstHour = inboxPath(asked) === '/desk' ? await FirstHour({ visit, cases }) : null
  return html(
    visit,
    <Page
      frame={frameOf(visit)}
      title="Inbox"
      layout="desk"
      nav={teamNav(visit, '/desk')}
      account={<SignOut visit={visit} />}
      keys="inbox"
      news={{ from: `/desk/news?since=${opened}`, show: inboxPath(asked) }}
      styles={[visit.assets.address('triage.css')]}
    >
      <ManyOutcome kept={kept} />
      {visit.query.get('done') === 'undone' && <Notice kind="ok" title="Taken back. Nothing was sent." />}
      <div class="inbox-head">
        <PageHead title="Inbox" />
        <SearchBox visit={visit} />
        {counts.new + counts.exploited > 0 && (
          <ButtonLink href="/desk/triage" kind="primary">
            Go through the new ones
          </ButtonLink>
        )}
        {member.role !== 'observer' && <ButtonLink href="/desk/cases/new">Enter a report</ButtonLink>}
      </div>
      <Notices visit={visit} undelivered={undelivered} />
      {twoPersons}
      {paused}
      {told}
      <NotSent visit={visit} members={members} held={refused} />
      <Waiting visit={visit} members={members} held={waiting} back={inboxPath(asked)} />
      {firstHour}
      <Groups asked={asked} counts={counts} />
      <Quick visit={visit} asked={asked} news={news} />
      {member.role === 'observer' ? list : <TakeForm visit={visit} asked={asked} list={list} />}
      {member.role !== 'observer' && (kept !== null || list.type !== Nothing) && (
        <ManyActs visit={visit} members={members} kept={kept} back={inboxPath(asked)} />
      )}
      <Filters asked={asked} visit={visit} members={members} />
    </Page>,
    { status: kept === null ? 200 : kept.status },
  )
}

function Notices({ visit, undelivered }: { visit: Visit; undelivered: number }) {
  const reason = visit.house.quiet.reason()
  return (
    <>
      {reason !== null && (
        <Notice kind="warn" title="This desk is quiet.">
          <p>{whyQuiet[reason]} Reports come in, and nothing goes out and nothing is published until a lead lets it.</p>
          {visit.member?.role === 'lead' && (
            <Form action="/desk/release" hidden={{ token: visit.formToken }} label="Let the desk speak again">
              <Actions>
                <Button>Let it speak and publish again</Button>
                <ButtonLink href={QUIET}>Look at what waits first</ButtonLink>
              </Actions>
            </Form>
          )}
        </Notice>
      )}
      {reason === null && visit.query.get('done') === 'release' && (
        <Notice kind="ok" title="The desk speaks and publishes again." />
      )}
      {undelivered > 0 && visit.member?.role !== 'observer' && (
        <Notice kind="warn" title="Some news could not be delivered.">
          <p>
            The desk gave up on {undelivered}. <Link href={UNDELIVERED}>Look at it and try again</Link>
          </p>
        </Notice>
      )}
      {visit.warnings().map((warning) => (
        <Notice key={warning} kind="warn" title={warning} />
      ))}
      <StateNotice visit={visit} />
      {visit.signedIn?.onlyOnePasskey === true && (
        <Notice title="You have no second passkey.">
          <p>
            With two, a lost phone or key does not keep you out.{' '}
            <Link href="/desk/account/passkeys">Add a passkey</Link>
          </p>
        </Notice>
      )}
    </>
  )
}

/**
 * Around the list, for its buttons that take a case. What is chosen there goes to another form: Enter in one of its
 * fields must never press a button in the list.
 */
function TakeForm({ visit, asked, list }: { visit: Visit; asked: Asked; list: VNode }) {
  return (
    <Form action="/desk/triage/many" hidden={{ token: visit.formToken, back: inboxPath(asked) }} label="Take">
      {list}
    </Form>
  )
}

/** A lead has looked at what a moved desk would send. */
export async function releaseQuiet(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [] })
  if (form instanceof Response) return form
  await visit.house.quiet.release(visit.member ?? undefined)
  return seeOther('/desk?done=release')
}

/** The groups as places to go, with how many wait in each. */
function Groups({ asked, counts }: { asked: Asked; counts: Counts }) {
  const all = Object.entries(counts).reduce((sum, [group, count]) => (group === 'done' ? sum : sum + count), 0)
  const whole = asked.since === null && !asked.mentions
  const of = { ...asked, since: null, until: null, mentions: false }
  return (
    <Tabs
      label="Groups"
      tabs={[
        { href: inboxPath(of, { group: null }), label: 'All open', count: all, current: whole && asked.group === null },
        ...(Object.keys(groupWords) as Group[])
          .filter((group) => counts[group] > 0 || group === asked.group)
          .map((group) => ({
            href: inboxPath(of, { group }),
            label: groupWords[group],
            count: counts[group],
            current: asked.group === group,
          })),
      ]}
    />
  )
}

async function listFor(
  visit: Visit,
  asked: Asked,
  counts: Counts,
  members: Members,
  kept: ManyKept | null,
): Promise<VNode> {
  if (asked.since !== null) return sinceThen(visit, asked, asked.since, members, kept)
  if (asked.mentions) return mentionsOfMe(visit, asked, members, kept)
  return asked.group === null
    ? front(visit, asked, counts, members, kept)
    : oneGroup(visit, asked, asked.group, members, kept)
}

/** From where this member was last to the moment they opened this, page by page; the end of it moves their mark. */
async function sinceThen(
  visit: Visit,
  asked: Asked,
  since: number,
  members: Members,
  kept: ManyKept | null,
): Promise<VNode> {
  if (visit.member === null) return <Nothing asked={asked} />
  const until = Math.min(asked.until ?? visit.desk.now(), visit.desk.now())
  const found = await visit.desk.since(visit.member, { after: since, until, cursor: asked.after ?? undefined })
  if (found.next === null) await visit.desk.own.wasHere(visit.member.member, until)
  return (
    <>
      <SinceMark visit={visit} since={since} until={until} />
      <Listed
        visit={visit}
        asked={{ ...asked, until }}
        caption="Since then"
        found={found}
        members={members}
        kept={kept}
      />
    </>
  )
}

async function mentionsOfMe(visit: Visit, asked: Asked, members: Members, kept: ManyKept | null): Promise<VNode> {
  if (visit.member === null) return <Nothing asked={asked} />
  const found = await visit.desk.mentions.page(visit.member, asked.after ?? undefined)
  return <Listed visit={visit} asked={asked} caption="Mentions of me" found={found} members={members} kept={kept} />
}

async function front(
  visit: Visit,
  asked: Asked,
  counts: Counts,
  members: Members,
  kept: ManyKept | null,
): Promise<VNode> {
  if (visit.member === null) return <Nothing asked={asked} />
  const groups = await visit.desk.front(visit.member, inboxAsk(asked))
  const whole = asked.who === null && asked.stage === null
  const shown = groups.map(({ group, items }) => ({ group, items, count: whole ? counts[group] : undefined }))
  if (shown.every(({ items }) => items.length === 0)) return <Nothing asked={asked} />
  const longer = groups.filter(({ more }) => more)
  return (
    <>
      <InboxGroups
        groups={shown}
        now={visit.desk.now()}
        members={members}
        choose={chooseFor(visit)}
        chosen={chosenIn(kept)}
      />
      {longer.length > 0 && (
        <p class="further">
          There is more in{' '}
          {longer.map(({ group }, index) => (
            <>
              {index > 0 && ', '}
              <Link href={inboxPath(asked, { group })}>{groupWords[group]}</Link>
            </>
          ))}
          .
        </p>
      )}
    </>
  )
}

async function oneGroup(
  visit: Visit,
  asked: Asked,
  group: Group,
  members: Members,
  kept: ManyKept | null,
): Promise<VNode> {
  if (visit.member === null) return <Nothing asked={asked} />
  const found = await visit.desk.inbox(visit.member, inboxAsk(asked))
  return <Listed visit={visit} asked={asked} caption={groupWords[group]} found={found} members={members} kept={kept} />
}

function Listed(props: {
  visit: Visit
  asked: Asked
  caption: string
  found: InboxPage
  members: Members
  kept: ManyKept | null
}) {
  const { visit, asked, found } = props
  return (
    <>
      {found.items.length === 0 ? (
        <Nothing asked={asked} />
      ) : (
        <InboxList
          caption={props.caption}
          items={found.items}
          now={visit.desk.now()}
          members={props.members}
          choose={chooseFor(visit)}
          chosen={chosenIn(props.kept)}
        />
      )}
      <Pager
        label="Further cases"
        first={asked.after === null ? undefined : inboxPath(asked)}
        next={found.next === null ? undefined : inboxPath(asked, { after: found.next })}
      />
    </>
  )
}

function Nothing({ asked }: { asked: Asked }) {
  if (asked.since !== null) return <Empty title="Nothing came and nothing changed since then." />
  if (asked.mentions)
    return (
      <Empty title="Nobody has named you in a note.">
        <p>A colleague who writes @ and your name in a note asks you to look. The case then stands here.</p>
      </Empty>
    )
  const narrowed = asked.who !== null || asked.stage !== null || asked.after !== null
  return (
    <Empty title={narrowed ? 'Nothing here fits.' : 'Nothing waits here.'}>
      {narrowed ? (
        <Link href={inboxPath(asked, { who: null, stage: null })}>Show all again</Link>
      ) : (
        <p>New reports appear here by themselves.</p>
      )}
    </Empty>
  )
}

function Filters({ visit, asked, members }: { visit: Visit; asked: Asked; members: Members }) {
  const me = visit.member?.member ?? ''
  const team = members.filter(({ id, state }) => state === 'active' && id !== me)
  return (
    <More
      summary="Show only some of them"
      hint={asked.stage === null ? 'By stage or member' : 'Not everything is shown'}
      open={asked.stage !== null}
      id="filters"
    >
      <Form action="/desk" method="get" label="Show only" class="inline">
        <Select
          name="group"
          label="Group"
          value={asked.group ?? ''}
          options={[{ value: '', label: 'All open' }, ...options(groupWords)]}
        />
        <Select
          name="stage"
          label="Stage"
          value={asked.stage ?? ''}
          options={[{ value: '', label: 'Any' }, ...options(stageWords)]}
        />
        <Select
          name="who"
          label="Assigned to"
          value={asked.who === me ? 'mine' : (asked.who ?? '')}
          options={[
            { value: '', label: 'Anybody' },
            { value: 'mine', label: 'Me' },
            { value: 'none', label: 'Nobody' },
            ...team.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Button>Show</Button>
      </Form>
      <KeepView visit={visit} asked={asked} />
    </More>
  )
}

const options = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))
