/** Where files lie: chunk-sealed, named by the hash of their ciphertext (design section 4, point 8). */

/** What is needed to find and open one file. `key` is secret: it only ever lies inside a sealed body. */
export interface BlobRef {
  /** Hex SHA-256 of the ciphertext. */
  readonly blob: string
  /** base64url of the 32-byte key of this file alone. */
  readonly key: string
  /** Bytes of the clear text. */
  readonly size: number
  /** Hex SHA-256 of the clear text, shown to people who compare. */
  readonly sha256: string
}

export interface Blobs {
  /**
   * Resolves after the bytes and their directory entry are on disk. A source that ends early or grows past `limit`
   * rejects and leaves nothing behind.
   */
  put(source: AsyncIterable<Uint8Array>, limit: number): Promise<BlobRef>
  /** Streams the clear text; throws `BlobDamaged` before the first wrong byte leaves. */
  open(ref: BlobRef): AsyncIterable<Uint8Array>
  /** Deletes what is older than `before` (UTC milliseconds) and not in `keep`. */
  sweep(keep: (blob: string) => Promise<boolean>, before: number): Promise<number>
  /**
   * The ciphertext as it lies there, for a copy of the desk; `undefined` where there is none. A piece holds until the next
   * one is asked for.
   */
  sealed(blob: string): Promise<AsyncIterable<Uint8Array> | undefined>
  /**
   * Takes ciphertext out of such a copy; resolves after it is on disk under its name. Throws `BlobDamaged` where the name
   * is not the hash of the bytes, and keeps none of them then. What is there already is left as it is, unless it is to be
   * written `anew`. True where the bytes were read back from where they lie now; otherwise whoever wants to be sure reads
   * them.
   */
  shelve(blob: string, source: AsyncIterable<Uint8Array>, how?: 'anew'): Promise<boolean>
  /** Takes a file away at once. One that is not there is no failure. */
  remove(blob: string): Promise<void>
}

/** The hex SHA-256 of a ciphertext. */
export const isBlobName = (name: string): boolean => /^[0-9a-f]{64}$/.test(name)

/**
 * The place where files lie does not answer in time, is full, or refuses us. Texts go on; the file can be sent again
 * later. `reason` is a code of S3, or `timeout`, `network`, `certificate`: never a word of the store's own.
 */
export class FilesAway extends Error {
  readonly code = 'files-away'
  readonly retry = true
  readonly reason: string
  constructor(reason: string, options?: { cause?: unknown }) {
    super(`files cannot be stored or read right now: ${reason}`, options)
    this.name = 'FilesAway'
    this.reason = reason
  }
}

export class BlobTooLarge extends Error {
  override readonly name = 'BlobTooLarge'
}

export class BlobDamaged extends Error {
  override readonly name = 'BlobDamaged'
}
