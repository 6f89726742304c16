import { join } from 'node:path'
import type { Failpoints } from './failpoints.ts'
import { type Engine, type Kept, type KeptAsk, openKept } from './kept.ts'
import { dropCopies } from './migrate.ts'
import { type BlobPlace, openBlobs } from './open-blobs.ts'
import { openSqlite, openSqliteUpgrading, peekSqlite } from './sqlite.ts'

export interface EmbeddedAsk extends KeptAsk {
  /** POSTERN_BLOBS */
  readonly blobs?: BlobPlace | undefined
  /** How long an upload into object storage may take, in milliseconds. */
  readonly patience?: number | undefined
  readonly now: number
  readonly allowNetworkFs?: boolean | undefined
  readonly failpoints?: Failpoints | undefined
  onFatal(error: Error): void
}

/** Throws `StartRefused` or `KeyRefused`; a wrong key is found before anything is written. */
export const openEmbedded = (ask: EmbeddedAsk): Promise<Kept> =>
  openKept(ask, sqliteEngine(ask), () =>
    openBlobs(ask.blobs ?? join(ask.folder, 'blobs'), { ...ask, spool: join(ask.folder, 'spool') }),
  )

const sqliteEngine = (ask: EmbeddedAsk): Engine => ({
  place: `in ${ask.folder}`,
  into: `into ${ask.folder}`,
  makesKey: true,
  peek: async () => peekSqlite(ask.folder),
  open: async (deskId) =>
    ask.upgrading === undefined
      ? openSqlite({ ...ask, deskId })
      : openSqliteUpgrading({ ...ask, deskId }, ask.upgrading),
  dropCopies: (before) => dropCopies(ask.folder, before),
})
