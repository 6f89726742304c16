import { randomBytes } from 'node:crypto'
import type { Blobs } from './blobs.ts'
import { checkRootKey, type Keys, openKeys } from './keys.ts'
import { KeyRefused, type RootKey } from './root-ring.ts'
import { makeRootKey, missingRootKey, type RootKeyAsk, readRootKey } from './rootkey.ts'
import { StartRefused } from './start-refused.ts'
import type { Store } from './store.ts'
import type { Upgrading } from './upgrade.ts'

/** Everything that a desk keeps: database, keys and files, opened in the order that changes nothing too early. */
export interface Kept {
  readonly store: CountingStore
  readonly keys: Keys
  readonly blobs: Blobs
  readonly deskId: string
  /** Wraps the keys of copies; nothing else outside this room has a use for it. */
  readonly root: RootKey
  /** This start made the desk and, on one machine, its root key. */
  readonly isNew: boolean
  /** Drops copies of the database that an upgrade made before this time. */
  dropCopies(before: number): void
  close(): Promise<void>
}

export interface CountingStore extends Store {
  readonly deskId: string
  /** The time of the database, UTC milliseconds, where that is another machine's. */
  clock?(): Promise<number>
  /** Commits and the requests they carried since this store was opened. */
  stats(): { readonly commits: number; readonly requests: number }
}

/** What is known of a desk without opening it. */
export interface Peek {
  /** Nothing of a desk is here yet: no key was ever used. */
  readonly empty: boolean
  readonly deskId: string | undefined
  /** What tells the right root key from a wrong one. */
  readonly keyCheck: string | undefined
  /** A restore was broken off. */
  readonly halfRestored: boolean
}

export const NOTHING_YET: Peek = { empty: true, deskId: undefined, keyCheck: undefined, halfRestored: false }

/** How one engine is looked at and opened. */
export interface Engine {
  /** Where the data is, for a sentence: `in /srv/data`, `into /srv/data`. */
  readonly place: string
  readonly into: string
  /** Its first start makes the root key; otherwise `postern key create` does, and every node is given the same. */
  readonly makesKey: boolean
  peek(): Promise<Peek>
  open(deskId: string): Promise<CountingStore>
  dropCopies(before: number): void
}

export interface KeptAsk {
  /** POSTERN_DATA */
  readonly folder: string
  readonly server: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /** POSTERN_KEY_FILE */
  readonly keyFile?: string | undefined
  /** Told while the data of an older version is brought up to date. */
  readonly upgrading?: Upgrading | undefined
}

/** Throws `StartRefused` or `KeyRefused`; a wrong key is found before anything is written. */
export async function openKept(ask: KeptAsk, engine: Engine, openBlobs: () => Blobs): Promise<Kept> {
  const before = await engine.peek()
  if (before.halfRestored)
    throw new StartRefused(
      'half-restored',
      `A restore ${engine.into} was broken off. Run "postern restore" again: it begins anew.`,
    )
  if (before.empty && !ask.server)
    throw new StartRefused('no-desk', `There is no desk ${engine.place} yet. Run "npm start" once first.`)
  const deskId = before.deskId ?? randomBytes(8).toString('hex')
  const rootAsk: RootKeyAsk = { file: ask.keyFile, env: ask.env, deskId, dataFolder: ask.folder }
  const found = readRootKey(rootAsk)
  if (found === undefined && !before.empty) throw missingRootKey(rootAsk)
  if (found === undefined && !engine.makesKey)
    throw new KeyRefused(
      'missing',
      'This desk has no root key yet. Make one with "postern key create --file PATH", give it to every node and name it in POSTERN_KEY_FILE. Nothing was changed.',
    )
  if (found && before.keyCheck !== undefined) checkRootKey(found, before.keyCheck)
  const store = await engine.open(deskId)
  try {
    const root = found ?? makeRootKey(rootAsk)
    const keys = await openKeys(store, root)
    return {
      store,
      keys,
      blobs: openBlobs(),
      deskId: store.deskId,
      root,
      isNew: before.empty,
      dropCopies: engine.dropCopies,
      close: () => store.close(),
    }
  } catch (error) {
    await store.close()
    throw error
  }
}
