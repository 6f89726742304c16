import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Blobs } from './blobs.ts'
import { openBlobsOnDisk } from './blobs-disk.ts'
import type { Failpoints } from './failpoints.ts'
import { checkRootKey, type Keys, openKeys } from './keys.ts'
import { dropCopies } from './migrate.ts'
import type { RootKey } from './root-ring.ts'
import { makeRootKey, missingRootKey, type RootKeyAsk, readRootKey } from './rootkey.ts'
import { openSqlite, peekSqlite, type SqliteStore } from './sqlite.ts'
import { StartRefused } from './start-refused.ts'

/** Everything that a desk on one machine keeps: database, keys and files, opened in the order that changes nothing too early. */
export interface Embedded {
  readonly store: SqliteStore
  readonly keys: Keys
  readonly blobs: Blobs
  readonly deskId: string
  /** Wraps the keys of copies; nothing else outside this room has a use for it. */
  readonly root: RootKey
  /** This start made the desk and its root key. */
  readonly isNew: boolean
  /** Drops copies of the database that an upgrade made before this time. */
  dropCopies(before: number): void
  close(): Promise<void>
}

export interface EmbeddedAsk {
  /** POSTERN_DATA */
  readonly folder: string
  readonly server: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /** POSTERN_BLOBS */
  readonly blobs?: string | undefined
  /** POSTERN_KEY_FILE */
  readonly keyFile?: string | undefined
  readonly now: number
  readonly allowNetworkFs?: boolean | undefined
  readonly failpoints?: Failpoints | undefined
  onFatal(error: Error): void
}

/** Throws `StartRefused` or `KeyRefused`; a wrong key is found before anything is written. */
export async function openEmbedded(ask: EmbeddedAsk): Promise<Embedded> {
  const before = peekSqlite(ask.folder)
  if (before.halfRestored)
    throw new StartRefused(
      'half-restored',
      `A restore into ${ask.folder} was broken off. Run "postern restore" again: it begins anew.`,
    )
  if (before.empty && !ask.server)
    throw new StartRefused('no-desk', `There is no desk in ${ask.folder} yet. Run "npm start" once first.`)
  const deskId = before.deskId ?? randomBytes(8).toString('hex')
  const rootAsk: RootKeyAsk = { file: ask.keyFile, env: ask.env, deskId, dataFolder: ask.folder }
  const found = readRootKey(rootAsk)
  if (found === undefined && !before.empty) throw missingRootKey(rootAsk)
  if (found && before.keyCheck !== undefined) checkRootKey(found, before.keyCheck)
  const store = openSqlite({ ...ask, deskId })
  try {
    const root = found ?? makeRootKey(rootAsk)
    const keys = await openKeys(store, root)
    const blobs = openBlobsOnDisk(ask.blobs ?? join(ask.folder, 'blobs'), ask)
    return {
      store,
      keys,
      blobs,
      deskId: store.deskId,
      root,
      isNew: before.empty,
      dropCopies: (before) => dropCopies(ask.folder, before),
      close: () => store.close(),
    }
  } catch (error) {
    await store.close()
    throw error
  }
}
