import type { VNode } from 'preact'
import type { Group } from '../../../case/case.ts'
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
import { type Asked, inboxAsk, inboxPath, readAsk } from './inbox-ask.ts'
import { InboxGroups, InboxList } from './inbox-table.tsx'
import { intakeNotice } from './intake-notice.tsx'
import { QUIET, whyQuiet } from './quiet-page.tsx'
import { SearchBox } from './search.tsx'
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
  const { triage } = visit.desk
  const [counts, members, waiting, refused, undelivered, told, twoPersons, paused] = await Promise.all([
    visit.desk.counts(member),
    visit.team.members(),
    triage.waiting(member),
    triage.refused(member),
    visit.house.undelivered.count(),
    toldNotices(visit),
    twoPersonNotice(visit),
    intakeNotice(visit),
  ])
  const list =
    asked.group === null
      ? await front(visit, asked, counts, members, kept)
      : await oneGroup(visit, asked, asked.group, members, kept)
  const cases = Object.values(counts).reduce((sum, count) => sum + count, 0)
  // Who looks at one group is at work: practice and preparation stand on the front alone.
  const firstHour = asked.group === null ? await FirstHour({ visit, cases }) : null
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
      <Waiting visit={visit} members={members} held={waiting} />
      {firstHour}
      <Groups asked={asked} counts={counts} />
      <Quick visit={visit} asked={asked} />
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
                <ButtonLink href={QUIET} kind="primary">
                  Look at what waits first
                </ButtonLink>
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
    <Form
      action="/desk/triage/many"
      hidden={{ token: visit.formToken, back: inboxPath(asked) }}
      label="Take a case that is nobody’s"
    >
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
  return (
    <Tabs
      label="Groups"
      tabs={[
        { href: inboxPath(asked, { group: null }), label: 'All open', count: all, current: asked.group === null },
        ...(Object.keys(groupWords) as Group[])
          .filter((group) => counts[group] > 0 || group === asked.group)
          .map((group) => ({
            href: inboxPath(asked, { group }),
            label: groupWords[group],
            count: counts[group],
            current: asked.group === group,
          })),
      ]}
    />
  )
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
  const { items, next } = await visit.desk.inbox(visit.member, inboxAsk(asked))
  return (
    <>
      {items.length === 0 ? (
        <Nothing asked={asked} />
      ) : (
        <InboxList
          caption={groupWords[group]}
          items={items}
          now={visit.desk.now()}
          members={members}
          choose={chooseFor(visit)}
          chosen={chosenIn(kept)}
        />
      )}
      <Pager
        label="Further cases"
        first={asked.after === null ? undefined : inboxPath(asked)}
        next={next === null ? undefined : inboxPath(asked, { after: next })}
      />
    </>
  )
}

function Nothing({ asked }: { asked: Asked }) {
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

/** Whose cases are shown: the question of every evening, one press away. */
function Quick({ visit, asked }: { visit: Visit; asked: Asked }) {
  const me = visit.member?.member ?? null
  const shown = [
    { who: null, label: 'Everybody’s' },
    { who: me, label: 'Mine' },
    { who: 'none', label: 'Nobody’s' },
  ]
  return (
    <nav class="quick" aria-label="Whose cases">
      {shown.map(({ who, label }) => (
        <Link key={label} href={inboxPath(asked, { who })} current={who === asked.who ? 'true' : undefined}>
          {label}
        </Link>
      ))}
    </nav>
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
    </More>
  )
}

const options = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))
