import { z } from 'zod'
import { type NumberedLeaf, newestCheckpoint } from '../../store/audit-rows.ts'
import type { Means } from '../means.ts'
import { publicKey } from '../signing.ts'
import { checkpointsOf, entriesOf } from './stored-log.ts'

/**
 * The log as a file of JSON lines: what it is, every entry, and every checkpoint where it was signed. It can be checked
 * with no database and no network, by whoever has the public key or a checkpoint of their own (verify-log-file.ts).
 */
export const logFileKind = 'postern-audit/v1'

export async function* logFile(means: Means, origin: string): AsyncGenerator<string> {
  const [last] = await means.store.read(newestCheckpoint())
  const size = last?.size ?? 0
  yield line({ kind: logFileKind, origin, size, spki: publicKey(means.keys, 'checkpoint') })
  const signed = checkpointsOf(means)
  let next = (await signed.next()).value
  for await (const leaf of entriesOf(means)) {
    // What was numbered since that checkpoint is signed by nobody yet.
    if (leaf.num > size) return
    yield line(entryOf(leaf))
    // Each where it was signed: what lies before one that fits was not written anew.
    for (; next !== undefined && next.size <= leaf.num; next = (await signed.next()).value)
      yield line({ checkpoint: next.note })
  }
}

const entryOf = ({ num, stream, n, id, at, actor, act, commitment, prev, hash }: NumberedLeaf) => ({
  ...{ num, stream, n, id, at, actor, act },
  ...{ commitment: hex(commitment), prev: hex(prev), hash: hex(hash) },
})

const bytes = z
  .string()
  .regex(/^([0-9a-f]{2})*$/)
  .transform((text) => new Uint8Array(Buffer.from(text, 'hex')))

export const headLine = z.object({ kind: z.literal(logFileKind), origin: z.string(), size: z.int(), spki: z.string() })
export const entryLine = z.object({
  num: z.int(),
  stream: z.string(),
  n: z.int(),
  id: z.string(),
  at: z.int(),
  actor: z.string(),
  act: z.string(),
  commitment: bytes,
  prev: bytes,
  hash: bytes,
})
export const checkpointLine = z.object({ checkpoint: z.string() })

const line = (value: object): string => `${JSON.stringify(value)}\n`
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex')
