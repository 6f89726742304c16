import type { Millis } from '../case/ids.ts'
import type { Means } from './means.ts'

/**
 * Files that were sent but belong to nothing yet. A stranger may send files before anybody looks at them, so together
 * they have a limit; what is not used within a draft's life is swept from the disk and forgotten here.
 */
export interface Uploads {
  /** Throws `UploadsFull` where no more files are taken for now. */
  expect(): void
  arrived(blob: string, size: number): void
  /** These belong to a case now. */
  kept(blobs: Iterable<string>): void
}

/** `retry`: later there is room again. */
export class UploadsFull extends Error {
  override readonly name = 'UploadsFull'
  readonly code = 'uploads-full'
  readonly retry = true
}

export function uploads(means: Pick<Means, 'clock' | 'limits'>): Uploads {
  const waiting = new Map<string, { readonly size: number; readonly at: Millis }>()
  let sum = 0
  const drop = (blob: string): void => {
    sum -= waiting.get(blob)?.size ?? 0
    waiting.delete(blob)
  }
  return {
    expect() {
      const before = means.clock.now() - means.limits.draftHours * 3_600_000
      // A Map keeps its order: the oldest come first.
      for (const [blob, { at }] of waiting) {
        if (at > before) break
        drop(blob)
      }
      if (sum >= means.limits.draftFiles) throw new UploadsFull('too many files wait for their reports')
    },
    arrived(blob, size) {
      drop(blob)
      waiting.set(blob, { size, at: means.clock.now() })
      sum += size
    },
    kept(blobs) {
      for (const blob of blobs) drop(blob)
    },
  }
}
