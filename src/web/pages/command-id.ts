import { createHash } from 'node:crypto'

/**
 * The id says what was said from which page: the same form sent twice is one command, so a double press and a reload
 * change nothing, and another text from the same page, after going back, is another command.
 */
export function commandId(...said: readonly unknown[]): string {
  const text = JSON.stringify(said, (key, value: unknown) => (key === 'files' ? sums(value) : value))
  return createHash('sha256').update(text).digest('hex')
}

/** A file sent again has a new place on the disk, and is the same file all the same. */
const sums = (files: unknown): unknown =>
  Array.isArray(files) ? files.map(({ name, sha256 }: { name: string; sha256: string }) => [name, sha256]) : files
