import { z } from 'zod'
import { int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** Which files are wanted, and by which stream or draft: what nobody wants is swept. */
const blobRow = z.object({ blob: text, stream: text, state: z.enum(['pending', 'stored']), at: int })
export type BlobRecord = z.infer<typeof blobRow>

/** A draft wants the file: kept until the draft is sent or swept. */
export const expectBlob = (blob: string, draft: string, at: number): Write => ({
  sql: "insert into blob_ref (blob, stream, state, at) values (?1, ?2, 'pending', ?3) on conflict (blob, stream) do nothing",
  params: [blob, draft, at],
})

/** The case that refers to it wants it from now on, in the append that says so. */
export const keepBlob = (blob: string, stream: string, at: number): Write => ({
  sql: "insert into blob_ref (blob, stream, state, at) values (?1, ?2, 'stored', ?3) on conflict (blob, stream) do update set state = excluded.state, at = excluded.at",
  params: [blob, stream, at],
  changes: 1,
})

export const dropBlob = (blob: string, stream: string): Write => ({
  sql: 'delete from blob_ref where blob = ?1 and stream = ?2',
  params: [blob, stream],
})

export const dropBlobsOf = (stream: string): Write => ({
  sql: 'delete from blob_ref where stream = ?1',
  params: [stream],
})

/** Who wants this file; nobody: it may go. */
export const blobWanted = (blob: string): Query<BlobRecord> => ({
  sql: 'select blob, stream, state, at from blob_ref where blob = ?1 order by stream limit 1',
  params: [blob],
  row: blobRow,
})
