import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'

/**
 * The newest checkpoint outside the data folder. A backup that is put back brings an old log with it, but not an old
 * file here: so the desk sees that its memory went backwards.
 */
export interface CheckpointFile {
  /** Where it lies, or would. */
  readonly path: string
  read(): string | undefined
  /** On disk before it resolves. False where no folder takes it. */
  keep(note: string): boolean
  /** Puts the file aside under another name, as evidence. */
  putAside(name: string): void
}

/** Beside the root key; where that lies in a read-only place, such as a mounted secret, in this user's configuration. */
export function checkpointFile(of: {
  readonly keyFile: string | null
  readonly deskId: string
  readonly env: Readonly<Record<string, string | undefined>>
}): CheckpointFile {
  const own = join(of.env.XDG_CONFIG_HOME || join(of.env.HOME || homedir(), '.config'), 'postern', `${of.deskId}.key`)
  const paths = [...new Set([of.keyFile ?? own, own])].map((key) => `${key.replace(/\.key$/, '')}.checkpoint`)
  const there = () => paths.find((path) => textOf(path) !== undefined)
  return {
    get path() {
      return there() ?? (paths[0] as string)
    },
    read: () => paths.map(textOf).find((text) => text !== undefined),
    keep: (note) => {
      // Never two of them: the first place that takes it is the only one that is asked.
      const order = [there() ?? [], ...paths].flat()
      return order.some((path) => replaced(path, note))
    },
    putAside(name) {
      const path = there()
      if (path !== undefined) renameSync(path, `${path}.${name}`)
    },
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function replaced(path: string, text: string): boolean {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.new`)
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    synced(draft, 'w', (fd) => writeSync(fd, text))
    renameSync(draft, path)
    synced(dirname(path), 'r', () => undefined)
    return true
  } catch {
    rmSync(draft, { force: true })
    return false
  }
}

function synced(path: string, flags: string, work: (fd: number) => unknown): void {
  const fd = openSync(path, flags, 0o600)
  try {
    work(fd)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
