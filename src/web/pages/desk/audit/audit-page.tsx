import type { LogAsk, LogEntry } from '../../../../desk/audit/log-page.ts'
import type { Member } from '../../../../team/team.ts'
import { attachment, frameOf, html, notFound } from '../../../answer.tsx'
import type { Visit } from '../../../route.ts'
import { Button } from '../../../ui/button.tsx'
import { Select } from '../../../ui/choice.tsx'
import { Definitions } from '../../../ui/definition.tsx'
import { Form } from '../../../ui/form.tsx'
import { Link } from '../../../ui/link.tsx'
import { More } from '../../../ui/more.tsx'
import { Page } from '../../../ui/page.tsx'
import { Pager } from '../../../ui/pager.tsx'
import { PersonText } from '../../../ui/person-text.tsx'
import { Empty, PageHead, Prose, Section } from '../../../ui/section.tsx'
import { type Group, GroupedTable } from '../../../ui/table.tsx'
import { TextField } from '../../../ui/text-field.tsx'
import { Day, Time } from '../../../ui/time.tsx'
import { teamNav } from '../../team-nav.ts'
import { SignOut } from '../../team-parts.tsx'
import { actText } from './act-words.ts'

export const AUDIT = '/desk/audit'

/** Who did and saw what, day by day, and what one needs to check that nothing of it was changed. */
export async function auditPage(visit: Visit): Promise<Response> {
  if (visit.member === null) return notFound(visit)
  const ask = askOf(visit)
  const [log, members, newest] = await Promise.all([
    visit.house.audit.page(visit.member, ask),
    visit.team.members(),
    visit.house.audit.newest(),
  ])
  if (log === undefined) return notFound(visit)
  return html(
    visit,
    <Page
      frame={frameOf(visit)}
      title="Audit log"
      layout="desk"
      nav={teamNav(visit, AUDIT)}
      account={<SignOut visit={visit} />}
    >
      <PageHead
        title="Audit log"
        lead="Who did something, and who looked at what. Nobody can change an entry unseen, and nothing here says what a case is about."
      />
      {visit.member.role === 'lead' && <Filters ask={ask} members={members} />}
      {log.entries.length === 0 ? (
        <Empty title="Nothing is written down here yet." />
      ) : (
        <GroupedTable
          caption="Entries, newest first"
          hideCaption
          columns={[{ head: 'What', lead: true }, { head: 'Case' }, { head: 'When' }, { head: 'Entry', end: true }]}
          groups={byDay(log.entries, members)}
        />
      )}
      <Pager
        label="Further entries"
        first={ask.before === undefined ? undefined : auditPath({ ...ask, before: undefined })}
        next={log.next === null ? undefined : auditPath({ ...ask, before: log.next })}
        nextLabel="Earlier entries"
      />
      <Section title="Check it yourself" id="check">
        <Checkpoint newest={newest} />
      </Section>
    </Page>,
  )
}

/** The newest checkpoint as a file, for keeping where nobody of this machine reaches it. */
export async function checkpointFile(visit: Visit): Promise<Response> {
  const newest = await visit.house.audit.newest()
  return newest === undefined
    ? notFound(visit)
    : attachment('postern-checkpoint.txt', 'text/plain; charset=utf-8', newest.note)
}

function Checkpoint({ newest }: { newest: Awaited<ReturnType<Visit['house']['audit']['newest']>> }) {
  if (newest === undefined)
    return (
      <Prose>
        <p>Nothing is signed yet. A running desk signs its first checkpoint within a second.</p>
      </Prose>
    )
  const { size, at, root } = newest.checkpoint
  return (
    <>
      <Definitions
        items={[
          { term: 'Newest checkpoint', detail: <Link href={`${AUDIT}/checkpoint`}>{`Entry ${size}`}</Link> },
          { term: 'Signed', detail: <Time at={at} /> },
          { term: 'Root', detail: <code dir="ltr">{Buffer.from(root).toString('base64')}</code> },
        ]}
      />
      <Prose>
        <p>
          Keep a checkpoint on a machine of your own. Whoever runs this one can later prove with it that no entry up to
          there was changed or taken away: <code dir="ltr">postern audit verify --checkpoint FILE</code>. Once a day one
          comes by mail, where you get mail; you can choose not to under <Link href="/desk/notices">Notices</Link>.
        </p>
      </Prose>
    </>
  )
}

function Filters({ ask, members }: { ask: LogAsk; members: readonly Member[] }) {
  const some = ask.member !== undefined || ask.case !== undefined
  return (
    <More
      summary="Show only some of them"
      hint={some ? 'Not everything is shown' : 'By member or case'}
      open={some}
      id="filters"
    >
      <Form action={AUDIT} method="get" label="Show only" class="inline">
        <Select
          name="member"
          label="Member"
          value={ask.member ?? ''}
          options={[{ value: '', label: 'Anybody' }, ...members.map(({ id, name }) => ({ value: id, label: name }))]}
        />
        <TextField name="case" label="Case" width="short" value={ask.case ?? ''} max={20} />
        <Button>Show</Button>
      </Form>
      {some && <Link href={AUDIT}>Show all again</Link>}
    </More>
  )
}

function byDay(entries: readonly LogEntry[], members: readonly Member[]): readonly Group[] {
  const days = Map.groupBy(entries, ({ at }) => new Date(at).toISOString().slice(0, 10))
  return [...days].map(([day, found]) => ({
    key: day,
    title: <Day at={Date.parse(day)} weekday />,
    rows: found.map((entry, index) => ({
      key: `${entry.num}-${index}`,
      mark: entry.act === 'many-cases' || entry.act === 'rollback-accepted' ? ('warn' as const) : undefined,
      cells: [
        <>
          <Who by={entry.by} members={members} /> {actText(entry.act)}
        </>,
        <CaseOf entry={entry} />,
        <Time at={entry.at} />,
        <bdi>{entry.num === 0 ? '–' : entry.num}</bdi>,
      ],
    })),
  }))
}

function Who({ by, members }: { by: LogEntry['by']; members: readonly Member[] }) {
  if (typeof by === 'object')
    return <PersonText text={members.find(({ id }) => id === by.member)?.name ?? 'A former member'} />
  return <>{whoWords[by]}</>
}

const whoWords = {
  reporter: 'The reporter',
  guest: 'A guest',
  desk: 'The desk',
  console: 'Somebody at the console',
} as const

function CaseOf({ entry }: { entry: LogEntry }) {
  if (entry.case === null) return <>–</>
  if (entry.case === 'gone') return <>Erased</>
  return <Link href={`/desk/cases/${entry.case.number}`}>{entry.case.number}</Link>
}

function askOf({ query, member }: Visit): LogAsk {
  const before = /^[1-9][0-9]{0,15}$/.exec(query.get('before') ?? '')?.[0]
  const lead = member?.role === 'lead'
  return {
    member: lead ? /^[a-z0-9-]{1,64}$/.exec(query.get('member') ?? '')?.[0] : undefined,
    case: lead ? query.get('case')?.trim().toUpperCase() || undefined : undefined,
    before: before === undefined ? undefined : Number(before),
  }
}

function auditPath(ask: LogAsk): string {
  const given = Object.entries(ask).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]))
  const query = new URLSearchParams(given).toString()
  return query === '' ? AUDIT : `${AUDIT}?${query}`
}
