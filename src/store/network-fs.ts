import { existsSync, statfsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { StartRefused } from './start-refused.ts'

/**
 * WAL needs memory that all processes share and locks that hold; file systems over a network give neither
 * (https://sqlite.org/wal.html). `allowed`: the operator answers for it.
 */
export function refuseNetworkFs(folder: string, allowed = false, type = typeOf(folder)): void {
  const kind = networkKind(type)
  if (kind === undefined || allowed) return
  throw new StartRefused(
    'network-filesystem',
    `The data folder ${folder} lies on a ${kind} file system, where SQLite may lose data. Use a local disk, or say storage.allowNetworkFolder in postern.yaml.`,
  )
}

/** By the magic numbers of statfs(2). */
export const networkKind = (type: number): string | undefined => KINDS[type >>> 0]

const KINDS: Readonly<Record<number, string>> = {
  26985: 'nfs',
  20859: 'smb',
  4266872130: 'smb',
  4283649346: 'cifs',
  1702057286: 'fuse',
  16914839: '9p',
  22092: 'ncp',
  1397113167: 'afs',
  1799439955: 'afs',
  1937076805: 'coda',
  12805120: 'ceph',
  198183888: 'lustre',
  1196443219: 'gpfs',
  2020557398: 'vboxsf',
}

const typeOf = (folder: string): number => statfsSync(existing(resolve(folder))).type

const existing = (path: string): string => (existsSync(path) ? path : existing(dirname(path)))
