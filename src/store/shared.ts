import { join } from 'node:path'
import { type Engine, type Kept, type KeptAsk, openKept } from './kept.ts'
import { type BlobPlace, openBlobs } from './open-blobs.ts'
import { openPostgres, peekPostgres } from './postgres.ts'

export interface SharedAsk extends KeptAsk {
  /** DATABASE_URL */
  readonly databaseUrl: string
  /** POSTERN_BLOBS */
  readonly blobs?: BlobPlace | undefined
  /** How long an upload into object storage may take, in milliseconds. */
  readonly patience?: number | undefined
  readonly now: number
  /** The database does not answer yet, and is waited for. */
  readonly awaited?: (() => void) | undefined
  readonly allowNetworkFs?: boolean | undefined
  onFatal(error: Error): void
}

/** A server that starts together with its database waits for it; whoever sits at the console does not want to. */
const PATIENCE = { server: 30_000, console: 3_000 } as const

/** What one node or several keep in a PostgreSQL that they share. Throws `StartRefused` or `KeyRefused`. */
export const openShared = (ask: SharedAsk): Promise<Kept> =>
  openKept(ask, postgresEngine(ask), () =>
    openBlobs(ask.blobs ?? join(ask.folder, 'blobs'), { ...ask, spool: join(ask.folder, 'spool') }),
  )

export const peekShared = (url: string) => peekPostgres(url, PATIENCE.console)

const postgresEngine = (ask: SharedAsk): Engine => ({
  place: 'in the database of DATABASE_URL',
  into: 'into the database of DATABASE_URL',
  makesKey: false,
  peek: () => peekPostgres(ask.databaseUrl, ask.server ? PATIENCE.server : PATIENCE.console, ask.awaited),
  open: (deskId) =>
    openPostgres({
      ...{ url: ask.databaseUrl, server: ask.server, deskId, now: ask.now },
      upgrading: ask.upgrading,
    }),
  // PostgreSQL has its own ways of being copied; this desk makes none of it.
  dropCopies: () => undefined,
})
