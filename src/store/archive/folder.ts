import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The names of backups in a folder: archives, and beside each a list of the files of cases that it needs. */
export const ENDING = '.archive'
const LIST = '.files'

/** Names sort by time: the newest is the last. */
export const nameOf = (deskId: string, now: number): string =>
  `postern-${deskId}-${new Date(now).toISOString().replaceAll(/[-:]/g, '').replace('.', '')}${ENDING}`

export const listOf = (archive: string): string => `${archive}${LIST}`

export const archivesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.startsWith('postern-') && name.endsWith(ENDING))
        .sort((a, b) => (a.slice(-stamp) < b.slice(-stamp) ? -1 : 1))
    : []
const stamp = `20270101T000000000Z${ENDING}`.length

/** Which files a backup needs, as its list says; `undefined` where the list is gone. */
export function filesNeeded(folder: string, archive: string): readonly string[] | undefined {
  const list = join(folder, listOf(archive))
  return existsSync(list) ? readFileSync(list, 'utf8').split('\n').filter(Boolean) : undefined
}

/** The backups of a folder that need none of these files, the newest first. */
export const backupsWithout = (folder: string, files: readonly string[]): string[] =>
  archivesIn(folder)
    .filter((archive) => {
      const needed = filesNeeded(folder, archive)
      return needed !== undefined && new Set(needed).isDisjointFrom(new Set(files))
    })
    .toReversed()
