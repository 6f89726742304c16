// biome-ignore-all lint/a11y/noRedundantRoles: Safari forgets what a table is once its display is changed.
// biome-ignore-all lint/a11y/useSemanticElements: the same.
import type { ComponentChildren } from 'preact'

export interface Column {
  readonly head: string
  /** Numbers and dates, set at the end of their cell. */
  readonly end?: boolean
  /** What the row is about; stands first and large where the row becomes a stack on a small screen. */
  readonly lead?: boolean
}

export interface Row {
  readonly key: string
  readonly cells: readonly ComponentChildren[]
  /** A row that needs somebody's eyes. Said in a cell as well. */
  readonly mark?: 'now' | 'warn' | 'bad'
}

export interface Group {
  readonly key: string
  readonly title: ComponentChildren
  readonly rows: readonly Row[]
  /** How many there are in all, where the page shows the first of them. */
  readonly count?: number
}

/**
 * A list of like things. On a small screen each row becomes a stack in which every cell names itself, so the roles
 * that a stacked table loses in some browsers are written out.
 */
export function Table(props: {
  caption: ComponentChildren
  columns: readonly Column[]
  rows: readonly Row[]
  hideCaption?: boolean
}) {
  return (
    <TableFrame caption={props.caption} columns={props.columns} hideCaption={props.hideCaption}>
      <tbody role="rowgroup">
        <Rows columns={props.columns} rows={props.rows} />
      </tbody>
    </TableFrame>
  )
}

/** The same in named groups, all on one grid. Empty groups are left out. */
export function GroupedTable(props: {
  caption: ComponentChildren
  columns: readonly Column[]
  groups: readonly Group[]
  hideCaption?: boolean
}) {
  return (
    <TableFrame caption={props.caption} columns={props.columns} hideCaption={props.hideCaption}>
      {props.groups
        .filter((group) => group.rows.length > 0)
        .map((group) => (
          <tbody key={group.key} role="rowgroup">
            <tr role="row" class="group">
              <th role="rowheader" scope="rowgroup" class="group-head" colspan={props.columns.length}>
                {group.title}
                {group.count !== undefined && <bdi class="count">{group.count}</bdi>}
              </th>
            </tr>
            <Rows columns={props.columns} rows={group.rows} />
          </tbody>
        ))}
    </TableFrame>
  )
}

function TableFrame(props: {
  caption: ComponentChildren
  columns: readonly Column[]
  hideCaption?: boolean
  children: ComponentChildren
}) {
  return (
    <table class="table" role="table">
      <caption class={props.hideCaption ? 'hear' : undefined}>{props.caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {props.columns.map((column) => (
            <th key={column.head} scope="col" role="columnheader" class={column.end ? 'end' : undefined}>
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
      {props.children}
    </table>
  )
}

function Rows(props: { columns: readonly Column[]; rows: readonly Row[] }) {
  return (
    <>
      {props.rows.map((row) => (
        <tr key={row.key} role="row" class={row.mark === undefined ? undefined : `mark ${row.mark}`}>
          {row.cells.map((cell, index) => (
            <Cell key={index} column={props.columns[index]} cell={cell} />
          ))}
        </tr>
      ))}
    </>
  )
}

function Cell({ column, cell }: { column: Column | undefined; cell: ComponentChildren }) {
  if (column === undefined) throw new Error('a row has as many cells as the table has columns')
  const kind = column.lead ? 'lead' : column.end ? 'end' : undefined
  return (
    <td role="cell" class={kind} data-head={column.lead ? undefined : column.head}>
      {cell}
    </td>
  )
}
