import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { readConfig } from '../config.ts'
import { verifyCopy } from '../main.ts'
import type { Console, ExitCode, Given } from './command.ts'
import { amount, lacking, progressOn } from './copy-words.ts'
import { printJson } from './desk-console.ts'

/** An export or a folder of backups, as its first bytes say. */
export function isCopy(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined || found.isDirectory()) return found?.isDirectory() ?? false
  const fd = openSync(path, 'r')
  try {
    const first = Buffer.alloc(15)
    readSync(fd, first)
    return first.toString() === 'postern-archive'
  } finally {
    closeSync(fd)
  }
}

export async function verifyCopyAt(path: string, given: Given, console: Console): Promise<ExitCode> {
  const proved = await verifyCopy(readConfig({ env: console.env, cwd: console.cwd }), console.env, {
    path,
    tell: progressOn(console, given.json),
  })
  const missing = proved.missing.length
  const at = new Date(proved.at).toISOString()
  if (given.json) printJson(console, { intact: true, ...proved, at })
  else
    console.out(
      `${proved.file}\nintact: ${amount(proved)} as on ${at}; ${proved.leaves} entries of the audit log follow from each other, ${proved.keys} keys open.\n${lacking(missing)}`,
    )
  return missing === 0 ? 0 : 1
}
