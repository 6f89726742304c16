import { once } from 'node:events'
import { closeSync, createReadStream, openSync, type ReadStream, readFileSync, readSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { keysJson } from '../advisory/keys-json.ts'
import { logFileKind } from '../desk/audit/log-file.ts'
import type { BadEntry } from '../desk/audit/verify-log.ts'
import { verifyLogFile } from '../desk/audit/verify-log-file.ts'
import { type Console, type ExitCode, type Given, Refused, textValue } from './command.ts'
import { shareOn } from './copy-words.ts'
import { printJson } from './desk-console.ts'

/** Whether this is what "postern audit export" writes: its first line says so. */
export function isLog(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined || found.isDirectory()) return false
  const fd = openSync(path, 'r')
  try {
    const first = Buffer.alloc(start.length)
    readSync(fd, first)
    return first.toString() === start
  } finally {
    closeSync(fd)
  }
}

const start = `{"kind":"${logFileKind}"`

/** Proves the tree over all entries of such a file and names the first that does not fit. Opens no desk. */
export async function verifyLogAt(path: string, given: Given, console: Console): Promise<ExitCode> {
  const key = textValue(given, 'key')
  const spki = key === undefined ? undefined : keyFrom(resolve(console.cwd, key), key)
  const input = await opened(path)
  const verdict = await verifyLogFile(linesOf(input, statSync(path).size, shareOn(console, given.json)), {
    spki,
    checkpoints: notesOf(given, console),
  })
  if ('wrong' in verdict) throw new Refused(verdict.wrong)
  const by = spki === undefined ? 'The file is whole in itself, its origin was not checked' : 'The audit log is whole'
  return saidOfLog(given, console, verdict, by)
}

async function* linesOf(input: ReadStream, size: number, tell: (share: number) => void): AsyncIterable<string> {
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    tell(input.bytesRead / size)
    yield line
  }
}

/** Fails with the name of the file, and not in the middle of reading it. */
async function opened(path: string) {
  const input = createReadStream(path)
  await once(input, 'open')
  return input
}

/** What somebody kept elsewhere, and the log is held against. */
export function notesOf(given: Given, { cwd }: Console): readonly string[] {
  const note = textValue(given, 'checkpoint')
  return note === undefined ? [] : [textOf(resolve(cwd, note), note)]
}

interface Said {
  readonly size: number
  readonly root: Uint8Array
  readonly checkpoints: number
  readonly bad: readonly BadEntry[]
}

export function saidOfLog(
  given: Given,
  console: Console,
  { size, root, checkpoints, bad }: Said,
  whole: string,
): ExitCode {
  const [first] = bad
  const rootText = Buffer.from(root).toString('base64')
  if (given.json) printJson(console, { ok: first === undefined, size, root: rootText, checkpoints, bad })
  else if (first === undefined)
    console.out(
      `${whole}: ${size} ${size === 1 ? 'entry' : 'entries'}, ${checkpoints} ${checkpoints === 1 ? 'checkpoint fits' : 'checkpoints fit'}. Root ${rootText}\n`,
    )
  else for (const { entry, what } of bad) console.out(`WRONG  entry ${entry}: ${what}\n`)
  return first === undefined ? 0 : 1
}

function keyFrom(path: string, given: string): string {
  if (/^MCowBQYDK2VwAyEA[A-Za-z0-9+/_-]{43}=?$/.test(given)) return given
  const file = keysJson.safeParse(jsonOf(textOf(path, given)))
  const found = file.data?.keys.find(({ use }) => use.includes('checkpoint/v1'))
  if (found === undefined) throw new Refused(`${given} has no key for checkpoints.`)
  return found.spki
}

function textOf(path: string, shownAs: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new Refused(`${shownAs} cannot be read.`)
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
