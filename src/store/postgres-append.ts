import type pg from 'pg'
import { insertLeaf, type LeafHead, leafHash, NO_LEAF } from './leaf.ts'
import { type Answer, type Flown, fly } from './postgres-flight.ts'
import { tableOf, troubleOfPostgres } from './postgres-trouble.ts'
import { bytesOf, wholeNumber } from './postgres-types.ts'
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

/**
 * Runs one request as one transaction (`begun` is called once there is one), in two trips to the server: everything that does not wait for an answer first,
 * then the leaves, which need the head of their stream, together with the commit. A statement that fails leaves the
 * whole transaction undone, and what follows it is refused by the server.
 */
export async function tryAppend(client: pg.PoolClient, request: Request, begun: () => void): Promise<Tried> {
  const since = performance.now()
  const steps = request.steps
  const first = await fly(client, [BEGIN, ...steps.map(openingOf)])
  const [begin, ...answers] = first.answers
  if (begin === undefined) throw first.error
  begun()
  const refused = refusalIn(steps, { answers, error: first.error })
  if (refused !== null) {
    await client.query(ROLLBACK)
    return refused
  }
  if (performance.now() - since > COMMIT_WITHIN) {
    await client.query(ROLLBACK)
    return { again: new Error('this took too long') }
  }
  return committed(client, request, await fly(client, [...leavesAfter(steps, answers), COMMIT]))
}

// A begin that fails keeps the rest of its packet from being run.
const BEGIN: Statement = { sql: 'begin isolation level read committed', params: [] }
const COMMIT: Statement = { sql: 'commit', params: [] }
const ROLLBACK = 'rollback'

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
function refusalIn(steps: readonly Step[], { answers, error }: Flown): Tried | null {
  for (const [i, step] of steps.entries()) {
    const answer = answers[i]
    if (answer === undefined) return failed(error)
    if (step.run === 'unique' && answer.count !== 1) return { taken: step }
    if (step.run === 'head' && Number(answer.row?.[0]) !== step.expected) return { appended: { result: 'conflict' } }
    if (step.run === 'write' && step.write.changes !== undefined && answer.count !== step.write.changes)
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
function leavesAfter(steps: readonly Step[], answers: readonly Answer[]): Statement[] {
  const heads = new Map<string, LeafHead>()
  return steps.flatMap((step, i) => {
    if (step.run !== 'leaf') return []
    const before = heads.get(step.leaf.stream) ?? headIn(answers[i]) ?? NO_LEAF
    const n = before.n + 1
    heads.set(step.leaf.stream, { n, hash: leafHash({ ...step.leaf, n, prev: before.hash }) })
    return [insertLeaf(step.leaf, before)]
  })
}

/** The columns of `leafHead`. */
function headIn(answer: Answer | undefined): LeafHead | undefined {
  const [n, hash] = answer?.row ?? []
  return n == null || hash == null ? undefined : { n: wholeNumber(n), hash: bytesOf(hash) }
}

async function committed(client: pg.PoolClient, request: Request, { answers, error }: Flown): Promise<Tried> {
  if (error === null) {
    const said = answers.at(-1)?.word
    return said === 'COMMIT'
      ? { appended: { result: 'committed', seq: request.seq } }
      : { again: new Error('rolled back') }
  }
  if (troubleOfPostgres(error) === 'gone' || troubleOfPostgres(error) === 'io') throw new CommitUnknown(error)
  // What failed before the commit leaves the transaction open: the server passed over the commit.
  const tried = failed(error)
  await client.query(ROLLBACK)
  return tried
}
