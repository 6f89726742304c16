import { newestCheckpoint, newestDay } from '../../store/audit-rows.ts'
import type { CheckpointFile } from '../../store/checkpoint-file.ts'
import type { Begun } from '../begun.ts'
import type { MemberActor } from '../desk.ts'
import type { Means } from '../means.ts'
import { noteRead } from '../read-leaf.ts'
import { publicKey, signed } from '../signing.ts'
import { type Checkpoint, dayText, readCheckpoint, signedNote, verifierKey } from './checkpoint.ts'
import { type Failure, failedAccess } from './failed-access.ts'
import { logFile } from './log-file.ts'
import { type LogAsk, type LogPage, readLog } from './log-page.ts'
import { knownCheckpoint } from './memory.ts'
import { type Numbering, numbering } from './numbering.ts'
import { type Accepted, acceptRollback } from './rollback.ts'
import { type LogVerdict, verifyLog } from './verify-log.ts'

/** The log of who did and saw what, as doors use it. */
export interface AuditLog {
  readonly numbering: Numbering
  /** The newest signed statement of what the log is. */
  newest(): Promise<SignedCheckpoint | undefined>
  /** One page of it in words, newest first. `undefined`: there is no such case for this member. */
  page(viewer: MemberActor, ask: LogAsk): Promise<LogPage | undefined>
  /** What strangers are shown: the root of one moment of the day, and nothing else. */
  shown(): Promise<string | undefined>
  /** `name+id+key`, for tools that check signed notes. */
  readonly verifier: string
  /**
   * Reads the whole log, and holds it against every checkpoint it keeps, the one beside the key, and these. `tell` hears how
   * much of that is done, 0 to 1.
   */
  verify(more: readonly Checkpoint[], tell?: (share: number) => void): Promise<LogVerdict>
  /** Reads what somebody kept. */
  read(note: string): ReturnType<typeof readCheckpoint>
  /** All of it as JSON lines, for checking elsewhere. That it was written out is an entry itself. */
  file(): AsyncIterable<string>
  /** Somebody was not let in. Counted, never with who or what they tried. */
  failed(what: Failure): void
  acceptRollback(size: number): Promise<Accepted>
  /** Where the checkpoint beside the key lies, and whether it is there. */
  kept(): { readonly path: string; readonly there: boolean }
}

export interface SignedCheckpoint {
  readonly checkpoint: Checkpoint
  readonly note: string
}

export function auditLog(means: Means, around: { readonly begun: Begun; readonly kept: CheckpointFile }): AuditLog {
  const { keys, store } = means
  const spki = publicKey(keys, 'checkpoint')
  // The host of the first start, for ever: a log that changed its name would be another log.
  const origin = `${new URL(around.begun.origin).hostname}/postern`
  const failed = failedAccess(means)
  const work = numbering(means, {
    origin,
    before: failed.write,
    async keep(note) {
      if (!around.kept.keep(note)) means.note('checkpoint-not-kept')
    },
  })
  return {
    numbering: work,
    failed: failed.count,
    verifier: verifierKey(origin, spki),
    page: (viewer, ask) => readLog(means, viewer, ask),
    async newest() {
      const [row] = await store.read(newestCheckpoint())
      const read = row === undefined ? undefined : readCheckpoint(row.note, spki)
      return read !== undefined && 'checkpoint' in read ? read : undefined
    },
    async shown() {
      const [row] = await store.read(newestDay())
      const read = row === undefined ? undefined : readCheckpoint(row.note, spki)
      if (row === undefined || read === undefined || 'wrong' in read) return undefined
      const key = { spki, sign: (text: string) => signed(keys, 'checkpoint', text) }
      return signedNote(dayText({ origin, day: row.day, root: read.checkpoint.root }), origin, key)
    },
    async verify(more, tell) {
      const known = await knownCheckpoint(means, around.kept.read())
      return verifyLog(means, [...more, ...(known === undefined ? [] : [known])], tell)
    },
    read: (note) => readCheckpoint(note, spki),
    async *file() {
      await noteRead(means, { stream: 'desk', key: await keys.desk() }, 'console', 'audit-exported')
      await work.sign()
      yield* logFile(means, origin)
    },
    acceptRollback: (size) => acceptRollback(means, { kept: around.kept, numbering: work }, size),
    kept: () => ({ path: around.kept.path, there: around.kept.read() !== undefined }),
  }
}
