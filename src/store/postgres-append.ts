import type pg from 'pg'
import { insertLeaf, type LeafHead, leafHash, NO_LEAF } from './leaf.ts'
import { namedSql } from './postgres-sql.ts'
import { tableOf, troubleOfPostgres } from './postgres-trouble.ts'
import type { Request, Step } from './steps.ts'
import type { Appended, Statement } from './store.ts'

/** What became of one try. */
export type Tried =
  | { readonly appended: Appended }
  /** Undone as a whole. It may go through when it is run again. */
  | { readonly again: unknown }
  /** A unique value exists already; who owns it is to be asked outside of this transaction. */
  | { readonly taken: Extract<Step, { run: 'unique' }> }

/** The connection broke after the commit was sent: nobody knows whether it is on disk. */
export class CommitUnknown extends Error {
  constructor(cause: unknown) {
    super('the connection broke while a commit was on its way', { cause })
    this.name = 'CommitUnknown'
  }
}

/** What is not ready to be committed by then is undone: no look at the newest rows may pass by a late commit. */
const COMMIT_WITHIN = 15_000

type Outcome = PromiseSettledResult<pg.QueryResult>

/**
 * Runs one request as one transaction (`begun` is called once there is one), in two trips to the server: everything that does not wait for an answer first,
 * then the leaves, which need the head of their stream, together with the commit. A statement that fails leaves the
 * whole transaction undone, and what follows it is refused by the server.
 */
export async function tryAppend(client: pg.PoolClient, request: Request, begun: () => void): Promise<Tried> {
  const since = performance.now()
  const steps = request.steps
  const first = await settled(client, [BEGIN, ...steps.map(openingOf)])
  if (first[0]?.status === 'rejected') throw first[0].reason
  begun()
  const refused = refusalIn(steps, first.slice(1))
  if (refused !== null) {
    await client.query(ROLLBACK)
    return refused
  }
  if (performance.now() - since > COMMIT_WITHIN) {
    await client.query(ROLLBACK)
    return { again: new Error('this took too long') }
  }
  const leaves = leavesAfter(steps, first.slice(1))
  const last = await settled(client, [...leaves, COMMIT])
  return committed(request, last)
}

// Never prepared: a begin that could fail by itself would let what follows it through, one by one.
const BEGIN = 'begin isolation level read committed'
const COMMIT = 'commit'
const ROLLBACK = 'rollback'

/** All of them leave in one packet, and are answered in their order. */
function settled(client: pg.PoolClient, statements: readonly (Statement | string)[]): Promise<Outcome[]> {
  const { stream } = (client as unknown as { connection: { stream: { cork?(): void; uncork?(): void } } }).connection
  stream.cork?.()
  try {
    return Promise.allSettled(
      statements.map((one) =>
        typeof one === 'string'
          ? client.query(one)
          : client.query({ ...namedSql(one.sql), values: one.params as unknown[] }),
      ),
    )
  } finally {
    stream.uncork?.()
  }
}

function openingOf(step: Step): Statement {
  switch (step.run) {
    case 'unique':
      return step.insert
    case 'head':
    case 'leaf':
      return step.head
    case 'write':
      return step.write
  }
}

/** The first thing in the way, in the order of the steps; a repeat is told apart before anything else. */
function refusalIn(steps: readonly Step[], outcomes: readonly Outcome[]): Tried | null {
  for (const [i, step] of steps.entries()) {
    const outcome = outcomes[i] as Outcome
    if (outcome.status === 'rejected') return failed(outcome.reason)
    const { rowCount, rows } = outcome.value
    if (step.run === 'unique' && rowCount !== 1) return { taken: step }
    if (step.run === 'head' && rows[0]?.seq !== step.expected) return { appended: { result: 'conflict' } }
    if (step.run === 'write' && step.write.changes !== undefined && rowCount !== step.write.changes)
      return { appended: { result: 'conflict' } }
  }
  return null
}

function failed(error: unknown): Tried {
  switch (troubleOfPostgres(error)) {
    case 'unique':
      // Somebody else's leaf has this place in the chain: the next try builds on it.
      return tableOf(error) === 'leaf' ? { again: error } : { appended: { result: 'conflict' } }
    case 'again':
      return { again: error }
    default:
      throw error
  }
}

/** Several leaves of one stream follow each other. */
function leavesAfter(steps: readonly Step[], outcomes: readonly Outcome[]): Statement[] {
  const heads = new Map<string, LeafHead>()
  return steps.flatMap((step, i) => {
    if (step.run !== 'leaf') return []
    const outcome = outcomes[i]
    const read = outcome?.status === 'fulfilled' ? (outcome.value.rows[0] as LeafHead | undefined) : undefined
    const before = heads.get(step.leaf.stream) ?? read ?? NO_LEAF
    const n = before.n + 1
    heads.set(step.leaf.stream, { n, hash: leafHash({ ...step.leaf, n, prev: before.hash }) })
    return [insertLeaf(step.leaf, before)]
  })
}

function committed(request: Request, outcomes: readonly Outcome[]): Tried {
  const broken = outcomes.find((outcome) => outcome.status === 'rejected')
  const commit = outcomes.at(-1)
  if (commit?.status === 'fulfilled') {
    // The server answers the commit of a failed transaction with ROLLBACK.
    if (commit.value.command === 'COMMIT') return { appended: { result: 'committed', seq: request.seq } }
    return broken === undefined ? { again: new Error('rolled back') } : failed(broken.reason)
  }
  const reason = commit?.reason ?? broken?.reason
  if (troubleOfPostgres(reason) === 'gone' || troubleOfPostgres(reason) === 'io') throw new CommitUnknown(reason)
  return failed(reason)
}
