import type { Group } from '../../../case/case.ts'
import type { InboxRow } from '../../../desk/desk.ts'
import type { Member } from '../../../team/team.ts'
import { Link } from '../../ui/link.tsx'
import { PersonText } from '../../ui/person-text.tsx'
import { type Column, GroupedTable, type Row, Table } from '../../ui/table.tsx'
import { shortDay } from './moment-text.ts'
import { doorWords, groupWords } from './words.ts'

interface Shown {
  readonly now: number
  readonly members: readonly Member[]
  /** Rows can be chosen for an act on several at once, in the form of this id. */
  readonly choose?: string | undefined
  /** Numbers of rows that are chosen already. */
  readonly chosen?: ReadonlySet<string> | undefined
}

const columns: readonly Column[] = [
  { head: 'Case', lead: true },
  { head: 'Age', end: true },
  { head: 'Next' },
  { head: 'Due' },
  { head: 'Who' },
  { head: 'Door' },
]

/** A page of the inbox: a thousand looks a year begin here, so a row says what matters and nothing else. */
export function InboxGroups(
  props: Shown & { groups: readonly { group: Group; items: readonly InboxRow[]; count: number | undefined }[] },
) {
  const { now, members, choose, chosen } = props
  return (
    <GroupedTable
      caption="Cases by what they wait for"
      hideCaption
      columns={columns}
      groups={props.groups.map(({ group, items, count }) => ({
        key: group,
        title: groupWords[group],
        count,
        rows: items.map((row) => rowOf(row, { now, members, choose, chosen })),
      }))}
    />
  )
}

export const InboxList = (props: Shown & { caption: string; items: readonly InboxRow[] }) => (
  <Table caption={props.caption} hideCaption columns={columns} rows={props.items.map((row) => rowOf(row, props))} />
)

function rowOf(row: InboxRow, { now, members, choose, chosen }: Shown): Row {
  const { number, title, next, group } = row
  const attacked = group === 'exploited'
  return {
    key: number,
    cells: [
      <>
        {choose !== undefined && group !== 'done' && <Choose form={choose} row={row} chosen={chosen?.has(number)} />}
        <Link href={`/desk/cases/${number}`}>{number}</Link> <PersonText text={shorter(title)} />
        {row.tags.length > 0 && (
          <small class="tags">
            {' '}
            {row.tags.map((tag) => (
              <PersonText key={tag} text={tag} />
            ))}
          </small>
        )}
      </>,
      days(now - row.receivedAt),
      whatNext(row, now),
      <Due row={row} now={now} />,
      row.assignee === null ? (
        choose !== undefined && group !== 'done' && <TakeIt row={row} />
      ) : (
        <PersonText text={members.find(({ id }) => id === row.assignee)?.name ?? 'somebody'} />
      ),
      doorWords[row.door],
    ],
    ...(attacked ? { mark: 'bad' as const } : next.overdue && next.who === 'team' ? { mark: 'warn' as const } : {}),
  }
}

/** What was seen goes along: an answer to a row that changed since is not sent. Short, for it stands in every row. */
const Choose = ({
  form,
  row: { number, seq },
  chosen,
}: {
  form: string
  row: InboxRow
  chosen: boolean | undefined
}) => (
  <input
    type="checkbox"
    name="c"
    value={`${number}.${seq}`}
    form={form}
    aria-label={number}
    checked={chosen === true}
  />
)

/** Nobody's yet: one press makes it this member's. Short as well, and a button of a form needs no type. */
const TakeIt = ({ row: { number, seq } }: { row: InboxRow }) => (
  // biome-ignore lint/a11y/useButtonType: it sends the form around the list, which is what a button does.
  <button name="take" value={`${number}.${seq}`}>
    Take
  </button>
)

/** A title may be a page long; here it only has to be told from the others. */
const shorter = (title: string): string => (title.length <= 100 ? title : `${title.slice(0, 100).trimEnd()}…`)

const day = 86_400_000
const days = (span: number): string => (span < day ? 'today' : `${Math.floor(span / day)} d`)

function whatNext({ next, waitingSince, group }: InboxRow, now: number): string {
  if (group === 'waiting-for-reporter')
    return waitingSince === null ? `${next.what}: theirs` : `theirs, for ${waited(now - waitingSince)}`
  return next.what
}
const waited = (span: number): string =>
  span < day ? 'less than a day' : span < 2 * day ? '1 day' : `${Math.floor(span / day)} days`

/** Overdue is said in words; the colour only helps. */
function Due({ row, now }: { row: InboxRow; now: number }) {
  const { due, overdue, who } = row.next
  if (due === null) return null
  if (overdue && who === 'team') return <b class="late">overdue {days(now - due)}</b>
  return <>{shortDay(due, now)}</>
}
