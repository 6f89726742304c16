import type { CheckpointFile } from '../../store/checkpoint-file.ts'
import { setMeta } from '../../store/meta-rows.ts'
import { record } from '../../team/record.ts'
import type { Means } from '../means.ts'
import { knownCheckpoint, whatIsWrong } from './memory.ts'
import type { Numbering } from './numbering.ts'
import { logLength } from './stored-log.ts'

export type Accepted = { readonly size: number; readonly lost: number } | { readonly wrong: string }

/**
 * The way out for whoever has nothing newer than this data. It is said in the log itself, the checkpoint that the log
 * no longer reaches is kept as evidence, and the desk starts quiet: what it sent since the backup must not go out twice.
 */
export async function acceptRollback(
  means: Means,
  around: { readonly kept: CheckpointFile; readonly numbering: Pick<Numbering, 'sign'> },
  size: number,
): Promise<Accepted> {
  const known = await knownCheckpoint(means, around.kept.read())
  if (known === undefined) return { wrong: 'No checkpoint is known, so nothing was rolled back.' }
  if (known.size !== size)
    return { wrong: `The checkpoint that is known is ${known.size}, not ${size}. Nothing was changed.` }
  if ((await whatIsWrong(means, known)) === null)
    return { wrong: `The log goes on from checkpoint ${size}: nothing was rolled back, and nothing was changed.` }
  const now = await logLength(means)
  const root = Buffer.from(known.root).toString('base64')
  const fact = { type: 'RollbackAccepted', size, root, signedAt: known.at, now } as const
  await record(means, null, [fact], [setMeta('quiet', 'rollback')])
  around.kept.putAside(`lost-${size}-${means.clock.now()}`)
  await around.numbering.sign()
  return { size: await logLength(means), lost: Math.max(0, size - now) }
}
