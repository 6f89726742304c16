import type { FileRef } from '../case/event.ts'
import { begunReading } from './begun-reading.ts'
import type { OpenFile } from './desk.ts'
import type { Means } from './means.ts'

/** A file for whoever was found to be let in. Its first bytes are here before anything is answered: a file that is away is a page that says so. */
export const openFile = async ({ blobs }: Pick<Means, 'blobs'>, ref: FileRef): Promise<OpenFile> => ({
  name: ref.name,
  size: ref.size,
  sha256: ref.sha256,
  bytes: await begunReading(blobs.open(ref)),
})
