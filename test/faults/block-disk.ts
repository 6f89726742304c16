import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newFolder } from './started-desk.ts'

/**
 * A disk of its own whose blocks can be copied at one instant. The copy holds what the file system had handed to the disk
 * by then, and nothing of what still waited in memory: what a machine finds after its power was cut.
 */
export interface BlockDisk {
  /** Where it is mounted. */
  readonly path: string
  /** Beside the disk, for what is not on it. */
  readonly folder: string
  /** Copies the blocks as they are. Nobody may write meanwhile. */
  cut(): void
  /** Mounts the copy; the file system mends itself by its journal. Resolves to where that is. */
  power<T>(use: (path: string) => Promise<T>): Promise<T>
  close(): void
}

/** `null` where this user may not mount one. */
export function blockDisk(megabytes = 256): BlockDisk | null {
  const folder = newFolder()
  // A PostgreSQL on it runs as somebody else, who has to get there.
  chmodSync(folder, 0o755)
  const [image, copy, path, again] = ['disk', 'copy', 'mounted', 'again'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ]
  writeFileSync(image, '')
  truncateSync(image, megabytes * 1_048_576)
  for (const place of [path, again]) mkdirSync(place)
  try {
    run('mkfs.ext4', '-q', '-F', '-O', '^metadata_csum_seed', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image)
    run('mount', '-o', 'loop', image, path)
  } catch {
    rmSync(folder, { recursive: true, force: true })
    return null
  }
  return {
    path,
    folder,
    cut: () => copyFileSync(image, copy),
    async power(use) {
      run('mount', '-o', 'loop', copy, again)
      try {
        return await use(again)
      } finally {
        unmount(again)
      }
    },
    close() {
      unmount(path)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const run = (program: string, ...words: string[]): void => void execFileSync(program, words, { stdio: 'pipe' })

/** A server that was just ended may hold its last file for a moment. */
function unmount(path: string): void {
  for (let tried = 0; tried < 60; tried++) {
    try {
      run('umount', path)
      return
    } catch {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500)
    }
  }
  run('umount', '-l', path)
}
