import type { S3Place } from '../config/s3-place.ts'
import type { Blobs } from './blobs.ts'
import { openBlobsOnDisk } from './blobs-disk.ts'
import { openBlobsInS3 } from './blobs-s3.ts'

/** A folder, or object storage. */
export type BlobPlace = string | S3Place

export interface BlobsAsk {
  /** Where ciphertext waits on its way to object storage. */
  readonly spool: string
  /** How long somebody may wait for an upload, in milliseconds. */
  readonly patience?: number | undefined
  onFatal(error: Error): void
}

export const openBlobs = (place: BlobPlace, ask: BlobsAsk): Blobs =>
  typeof place === 'string'
    ? openBlobsOnDisk(place, ask)
    : openBlobsInS3({ place, spool: ask.spool, patience: ask.patience ?? PATIENCE })

const PATIENCE = 25_000
