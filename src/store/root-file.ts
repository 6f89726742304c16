import {
  chownSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { KeyRefused, lineOf, newRootKey, parseRing, type RootKey } from './root-ring.ts'
import type { RootKeyAsk } from './rootkey.ts'
import type { SealingKey } from './seal.ts'

/** The root key in a file. It is only ever replaced whole, so that no power cut leaves half of one. */

/** POSTERN_KEY_FILE; else what systemd hands over; else the configuration folder of this user. */
export function rootKeyFile({ file, env, deskId }: Omit<RootKeyAsk, 'dataFolder'>): string {
  if (file) return resolve(file)
  const credentials = env.CREDENTIALS_DIRECTORY
  if (credentials) {
    const handed = join(credentials, 'postern.key')
    if (statSync(handed, { throwIfNoEntry: false })) return handed
  }
  return join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config'), 'postern', `${deskId}.key`)
}

/** `undefined` where there is none. */
export function readRootFile(file: string): RootKey | undefined {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined) return undefined
  // Secret mounts of systemd and Kubernetes give their group read access (0440); nobody else ever needs it.
  if (process.platform !== 'win32' && (stat.mode & 0o027) !== 0) {
    throw new KeyRefused(
      'readable-by-others',
      `The key file ${file} is open to other users of this machine. Run: chmod 0400 ${file}`,
    )
  }
  return ringOf(file, stat)
}

/** Refuses to touch what is there already. */
export function makeRootFile(file: string, key: SealingKey = newRootKey()): RootKey {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const draft = draftOf(file)
  writeDurably(draft, lineOf(key), 0o400)
  try {
    linkSync(draft, file)
  } catch (cause) {
    throw new KeyRefused(
      'exists',
      (cause as { code?: unknown }).code === 'EEXIST'
        ? `There is a key file ${file} already, and it stays as it is.`
        : `The key file ${file} cannot be made: its folder refuses it.`,
      { cause },
    )
  } finally {
    unlinkSync(draft)
  }
  syncFolder(dirname(file))
  return ringOf(file, statSync(file))
}

/** From now on this key wraps what is new. On disk before this returns. */
export const addToRootFile = (file: string, key: SealingKey): void => replaceFile(file, (text) => text + lineOf(key))

/** Takes one key away for good. The caller has proved that it wraps nothing any more. */
export const dropFromRootFile = (file: string, id: string): void =>
  replaceFile(file, (text) =>
    text
      .split('\n')
      .filter((line) => !line.startsWith(`postern-key v1 ${id} `))
      .join('\n'),
  )

function ringOf(file: string, stat: Stats): RootKey {
  const from = `the key file ${file}`
  const ring: RootKey = {
    from,
    file,
    ...parseRing(from, readFileSync(file, 'utf8')),
    fresh: () => reread(file, stat, ring),
  }
  return ring
}

/** Looked at whenever a key is made: a look costs microseconds. What cannot be read just now stays as it was. */
function reread(file: string, then: Stats, known: RootKey): RootKey {
  try {
    const now = statSync(file)
    const same = now.mtimeMs === then.mtimeMs && now.ino === then.ino && now.size === then.size
    return same ? known : ringOf(file, now)
  } catch {
    return known
  }
}

function replaceFile(named: string, change: (text: string) => string): void {
  try {
    // A secret mount shows its file by a link; the link itself must stay.
    const file = realpathSync(named)
    const { mode, uid, gid } = statSync(file)
    const text = readFileSync(file, 'utf8')
    const draft = draftOf(file)
    rmSync(draft, { force: true })
    writeDurably(draft, change(text.endsWith('\n') ? text : `${text}\n`), mode & 0o777)
    // Root may change the key of the user that the desk runs as; that user has to be able to read it afterwards.
    if (process.getuid?.() === 0) chownSync(draft, uid, gid)
    renameSync(draft, file)
    syncFolder(dirname(file))
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new KeyRefused(
      'not-writable',
      `The key file ${named} cannot be changed here (${code}). Change it where it comes from: "postern key create --print" makes the line that goes at its end.`,
      { cause },
    )
  }
}

const draftOf = (file: string): string => `${file}.${process.pid}.new`

function writeDurably(file: string, text: string, mode: number): void {
  const fd = openSync(file, 'wx', 0o400)
  try {
    fchmodSync(fd, mode)
    writeSync(fd, text)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
