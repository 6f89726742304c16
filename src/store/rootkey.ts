import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve, sep } from 'node:path'
import type { SealingKey } from './seal.ts'

/**
 * The root key wraps the other keys and does nothing else. It lies outside the data folder, so that a stolen backup
 * opens nothing. The file holds one key a line, newest last: `postern-key v1 <id> <base64>`.
 */
export interface RootKey {
  readonly file: string
  /** Wraps what is new. */
  readonly current: SealingKey
  /** Opens what is there, also what an older root key wrapped. */
  readonly byId: ReadonlyMap<string, SealingKey>
}

/** One sentence for the person at the console; the caller exits with 1 and nothing was changed. */
export class KeyRefused extends Error {
  readonly code: 'missing' | 'wrong' | 'readable-by-others' | 'inside-data-folder' | 'malformed' | 'exists'
  constructor(code: KeyRefused['code'], message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'KeyRefused'
    this.code = code
  }
}

export interface RootKeyAsk {
  /** POSTERN_KEY_FILE, where it is set. */
  readonly file: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly deskId: string
  readonly dataFolder: string
}

/** Reads the key file; `undefined` where there is none. Throws `KeyRefused` where it must not be used. */
export function readRootKey(ask: RootKeyAsk): RootKey | undefined {
  const file = rootKeyFile(ask)
  refuseInside(file, ask.dataFolder)
  const stat = statSync(file, { throwIfNoEntry: false })
  if (stat === undefined) return undefined
  // Secret mounts of systemd and Kubernetes give their group read access (0440); nobody else ever needs it.
  if (process.platform !== 'win32' && (stat.mode & 0o027) !== 0) {
    throw new KeyRefused(
      'readable-by-others',
      `The key file ${file} is open to other users of this machine. Run: chmod 0400 ${file}`,
    )
  }
  return parse(file, readFileSync(file, 'utf8'))
}

/** Makes the first key of a new desk, durable before anything is wrapped with it. */
export function makeRootKey(ask: RootKeyAsk): RootKey {
  const file = rootKeyFile(ask)
  refuseInside(file, ask.dataFolder)
  const folder = dirname(file)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const line = `postern-key v1 ${randomBytes(8).toString('hex')} ${randomBytes(32).toString('base64')}\n`
  const draft = `${file}.${process.pid}.new`
  writeDurably(draft, line)
  try {
    linkSync(draft, file)
  } catch (cause) {
    throw new KeyRefused(
      'exists',
      `The key file ${file} cannot be made: there is one already, or its folder refuses it.`,
      { cause },
    )
  } finally {
    unlinkSync(draft)
  }
  syncFolder(folder)
  return parse(file, line)
}

/** POSTERN_KEY_FILE; else what systemd hands over; else the configuration folder of this user. */
export function rootKeyFile({ file, env, deskId }: RootKeyAsk): string {
  if (file) return resolve(file)
  const credentials = env.CREDENTIALS_DIRECTORY
  if (credentials) {
    const handed = join(credentials, 'postern.key')
    if (statSync(handed, { throwIfNoEntry: false })) return handed
  }
  return join(env.XDG_CONFIG_HOME || join(env.HOME || homedir(), '.config'), 'postern', `${deskId}.key`)
}

function parse(file: string, text: string): RootKey {
  const keys = text
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, id, encoded] = /^postern-key v1 ([0-9a-f]{16}) ([A-Za-z0-9+/]{43}=)\s*$/.exec(line) ?? []
      if (!id || !encoded)
        throw new KeyRefused('malformed', `The key file ${file} holds a line that is not a Postern key.`)
      return { id, bytes: new Uint8Array(Buffer.from(encoded, 'base64')) }
    })
  const current = keys.at(-1)
  if (!current) throw new KeyRefused('malformed', `The key file ${file} is empty.`)
  return { file, current, byId: new Map(keys.map((key) => [key.id, key])) }
}

/** Data and key in one folder end up in one backup, and then the backup opens itself. */
function refuseInside(file: string, dataFolder: string): void {
  const data = real(resolve(dataFolder)) + sep
  if ((real(file) + sep).startsWith(data)) {
    throw new KeyRefused(
      'inside-data-folder',
      `The key file ${file} lies inside the data folder. Move it elsewhere: a copy of the data must not hold its key.`,
    )
  }
}

/** The true path, also of what does not exist yet. */
function real(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(real(parent), path.slice(parent.length))
  }
}

function writeDurably(file: string, text: string): void {
  const fd = openSync(file, 'wx', 0o400)
  try {
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
