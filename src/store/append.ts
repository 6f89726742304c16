import { findOwner, insertEvents, insertUnique, streamHead } from './event-rows.ts'
import { leafHead } from './leaf.ts'
import { insertJob } from './outbox-rows.ts'
import type { Request, Step } from './steps.ts'
import { ANY, type Append, type Query, type Statement, type Unique, type Write } from './store.ts'

/** Turns values into the steps that a driver runs. Both engines share this order. */
export const requestOf = (appends: readonly Append[]): Request => ({
  steps: [
    ...appends.flatMap((append) => append.uniques.map(uniqueStep)),
    ...appends.flatMap(headStep),
    ...appends.flatMap(writesOf).map((write): Step => ({ run: 'write', write })),
    ...appends.flatMap((append) =>
      append.audit.map((leaf): Step => ({ run: 'leaf', leaf, head: leafHead(leaf.stream) })),
    ),
  ],
  seq: newSeq(appends[0]),
})

export const requestOfWrites = (writes: readonly Write[], uniques: readonly Unique[]): Request => ({
  steps: [...uniques.map(uniqueStep), ...writes.map((write): Step => ({ run: 'write', write }))],
  seq: 0,
})

const uniqueStep = (unique: Unique): Step => ({
  run: 'unique',
  scope: unique.scope,
  insert: insertUnique(unique),
  owner: statement(findOwner(unique.scope, unique.tag)),
})

function headStep(append: Append): Step[] {
  if (append.expected === ANY && append.events.length > 0) throw new Error('events build on a known sequence number')
  return append.expected === ANY
    ? []
    : [{ run: 'head', head: statement(streamHead(append.stream)), expected: append.expected }]
}

const writesOf = ({ stream, expected, events, rows, jobs }: Append): Write[] => [
  ...insertEvents(events.map((event, i) => ({ ...event, stream, seq: expected + 1 + i }))),
  ...rows,
  ...jobs.map(insertJob),
]

const newSeq = (append: Append | undefined): number =>
  append === undefined || append.expected === ANY ? 0 : append.expected + append.events.length

/** Without the row shape: what crosses to the writer thread is plain data. */
const statement = <Row>({ sql, params }: Query<Row>): Statement => ({ sql, params })
