import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { troubleOf } from './sqlite-file.ts'
import { StartRefused } from './start-refused.ts'

/**
 * One server a data folder. The lock is SQLite's own on a tiny database beside the real one: the kernel drops it with
 * the process, so that `kill -9` leaves nothing stale. Other processes never take it and may append meanwhile.
 */
export function takeServerLock(folder: string): { release(): void } {
  const file = lockFile(folder)
  closeSync(openSync(file, 'a', 0o600))
  const lock = new DatabaseSync(file, { timeout: LOOK })
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

/** Whether a server holds this folder right now. Looks for a moment and leaves nothing behind. */
export function serverRuns(folder: string): boolean {
  const file = lockFile(folder)
  if (!existsSync(file)) return false
  const look = new DatabaseSync(file, { readOnly: true, timeout: 0 })
  try {
    look.exec('select count(*) from sqlite_master')
    return false
  } catch (cause) {
    if (troubleOf(cause) !== 'busy') throw cause
    return true
  } finally {
    look.close()
  }
}

/** A start waits this long for somebody who merely looks. */
const LOOK = 250

const lockFile = (folder: string): string => join(folder, 'server.lock')
