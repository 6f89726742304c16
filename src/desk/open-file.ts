import type { FileRef } from '../case/event.ts'
import type { OpenFile } from './desk.ts'
import type { Means } from './means.ts'

/** A file for whoever was found to be let in. */
export const openFile = ({ blobs }: Pick<Means, 'blobs'>, ref: FileRef): OpenFile => ({
  name: ref.name,
  size: ref.size,
  sha256: ref.sha256,
  bytes: blobs.open(ref),
})
