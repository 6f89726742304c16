import { type Backup, backupInto } from '../store/archive/backup.ts'
import { writeArchive } from '../store/archive/file.ts'
import { newestSchema } from '../store/archive/tables.ts'
import { framesOfDesk, type Progress } from '../store/archive/write.ts'
import { findMeta, setMeta } from '../store/meta-rows.ts'
import type { RootKey } from '../store/root-ring.ts'
import type { Store } from '../store/store.ts'
import type { Means } from './means.ts'

/** Copies of the whole desk, taken while it runs: one file to move with, or a folder of backups. */
export interface Copies {
  /** Everything in one file that does not exist yet. */
  export(file: string, tell: (progress: Progress) => void): Promise<Progress & { readonly size: number }>
  /** A backup into this folder; so many stay. When it was is kept, so that the desk can say how old its backup is. */
  backup(folder: string, keep: number, tell: (progress: Progress) => void): Promise<Backup>
}

interface Place {
  readonly root: RootKey
  readonly deskId: string
}

export function copies(means: Pick<Means, 'store' | 'blobs' | 'clock'>, { root, deskId }: Place): Copies {
  const { store, blobs, clock } = means
  const source = () => ({ store, blobs, schema: newestSchema() })
  return {
    async export(file, tell) {
      let done: Progress = { rows: 0, files: 0, bytes: 0, missing: 0 }
      const from = source()
      const about = { desk: deskId, schema: from.schema.n, at: clock.now(), files: 'inside' } as const
      const frames = framesOfDesk(from, (progress) => {
        done = progress
        tell(progress)
      })
      const size = await writeArchive(file, root.fresh(), about, frames)
      return { ...done, size }
    },
    async backup(folder, keep, tell) {
      const now = clock.now()
      const made = await backupInto({ folder, source: source(), root: root.fresh(), deskId, now, keep, tell })
      await store.write([setMeta(LAST_BACKUP, String(now))])
      return made
    },
  }
}

const LAST_BACKUP = 'backup'

/** When the last backup of this desk was taken, or `null`. A backup that was put back knows of the one before it. */
export async function lastBackup(store: Store): Promise<number | null> {
  const [row] = await store.read(findMeta(LAST_BACKUP))
  return row === undefined ? null : Number(row.value)
}
