import { realpathSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { rootKeyFromCommand } from './root-command.ts'
import { makeRootFile, readRootFile, rootKeyFile } from './root-file.ts'
import { KeyRefused, parseRing, type RootKey } from './root-ring.ts'
import type { SealingKey } from './seal.ts'

/**
 * Where the root key of this desk comes from: a file, POSTERN_KEY, or what POSTERN_KEY_COMMAND prints. It lies outside
 * the data folder, so that a stolen backup opens nothing.
 */
export interface RootKeyAsk {
  /** POSTERN_KEY_FILE, where it is set. */
  readonly file: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  readonly deskId: string
  readonly dataFolder: string
}

/** `undefined` where there is no key file yet. Throws `KeyRefused` where a key is there and must not be used. */
export function readRootKey(ask: RootKeyAsk): RootKey | undefined {
  const { POSTERN_KEY: key, POSTERN_KEY_COMMAND: command } = ask.env
  const named = [
    ask.file && 'POSTERN_KEY_FILE',
    key?.trim() && 'POSTERN_KEY',
    command?.trim() && 'POSTERN_KEY_COMMAND',
  ].filter(Boolean)
  if (named.length > 1)
    throw new KeyRefused('named-twice', `The root key is named twice, by ${named.join(' and by ')}. Keep one.`)
  if (key?.trim()) return fromVariable(key)
  if (command?.trim()) return rootKeyFromCommand({ command, env: ask.env })
  refuseInside(rootKeyFile(ask), ask.dataFolder)
  return readRootFile(rootKeyFile(ask))
}

/** Makes the key file of a new desk, durable before anything is wrapped with it; `key` where it comes from paper. */
export function makeRootKey(ask: RootKeyAsk, key?: SealingKey): RootKey {
  const file = rootKeyFile(ask)
  refuseInside(file, ask.dataFolder)
  return makeRootFile(file, key)
}

/** What to do about a key that is not there. */
export const missingRootKey = (ask: RootKeyAsk): KeyRefused =>
  new KeyRefused(
    'missing',
    `The key file ${rootKeyFile(ask)} is missing. Put it back, or name it in POSTERN_KEY_FILE: without it this desk cannot be read. A paper copy becomes a file again with "postern key create --typed".`,
  )

function fromVariable(text: string): RootKey {
  const from = 'the variable POSTERN_KEY'
  const ring: RootKey = { from, file: null, ...parseRing(from, text), fresh: () => ring }
  return ring
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
