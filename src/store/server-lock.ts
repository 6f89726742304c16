import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { troubleOf } from './sqlite-file.ts'
import { StartRefused } from './start-refused.ts'

/**
 * One server a data folder. The lock is SQLite's own on a tiny database beside the real one: the kernel drops it with
 * the process, so that `kill -9` leaves nothing stale. Other processes never take it and may append meanwhile.
 */
export function takeServerLock(folder: string): { release(): void } {
  const file = join(folder, 'server.lock')
  closeSync(openSync(file, 'a', 0o600))
  const lock = new DatabaseSync(file, { timeout: 0 })
  try {
    lock.exec('pragma journal_mode = memory; pragma locking_mode = exclusive; begin exclusive')
  } catch (cause) {
    lock.close()
    if (troubleOf(cause) !== 'busy') throw cause
    throw new StartRefused(
      'second-server',
      `Another Postern server runs on the data folder ${folder}. Stop it first.`,
      { cause },
    )
  }
  return { release: () => lock.close() }
}
