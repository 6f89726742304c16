import { createPublicKey, verify as verifySignature } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { keysJson } from '../advisory/keys-json.ts'
import { checkProof, signedLines } from '../advisory/proof.ts'
import { ROSTER, readRoster } from '../advisory/roster.ts'
import { type CliCommand, type Console, type ExitCode, type Given, Refused, textValue, Usage } from './command.ts'
import { printJson } from './desk-console.ts'
import { isCopy, verifyCopyAt } from './verify-copy.ts'
import { isLog, verifyLogAt } from './verify-log.ts'

export const verify: CliCommand = {
  usage: 'verify PROOF.json|ROSTER.txt|LOG.jsonl|EXPORT|FOLDER [--key KEYS.json|SPKI] [--checkpoint NOTE]',
  summary: 'Check a proof of submission, a roster, an audit log, an export or a backup, offline',
  help: `
A reporter gets a proof of submission with the receipt: that this desk held this very report at that time.

  postern verify proof.json                              intact, origin not checked
  postern verify proof.json --key postern-keys.json      the file from https://…/.well-known/postern-keys.json
  postern verify proof.json --key MCowBQYDK2VwAyEA…      or one key from it

A roster says who is on a team: https://…/team/roster.txt. It holds until the day that it names.

  postern verify roster.txt --key postern-keys.json

An export, or the newest backup of a folder, is read from front to end: every row, every file, every entry of the audit
log and every wrapped key. It needs the root key of that desk, and no desk that runs:

  postern verify desk.archive
  postern verify /backups/postern

An audit log is what "postern audit export" wrote. Every entry, the tree over all of them and the checkpoint at its end are
checked, and the first that is missing or was changed is named. Who brings a checkpoint of their own knows that nothing was
taken away before it, either:

  postern verify log.jsonl --key postern-keys.json
  postern verify log.jsonl --checkpoint mail.txt`,
  options: { key: { type: 'string' }, checkpoint: { type: 'string' } },
  async run(given, console) {
    const [file, ...more] = given.words
    if (file === undefined || more.length > 0) throw new Usage('what is to be checked? Give one file or folder')
    if (!existsSync(resolve(console.cwd, file))) throw new Refused(`There is no ${file}. Is the path right?`)
    const roster = rosterIn(resolve(console.cwd, file))
    if (roster !== undefined) return verifyRoster(roster, given, console)
    if (isLog(resolve(console.cwd, file))) return verifyLogAt(resolve(console.cwd, file), given, console)
    if (textValue(given, 'checkpoint') !== undefined) throw new Usage('only an audit log is held against a checkpoint')
    if (isCopy(resolve(console.cwd, file))) return verifyCopyAt(resolve(console.cwd, file), given, console)
    const checked = checkProof(readProof(resolve(console.cwd, file), file))
    if ('wrong' in checked) throw new Refused(checked.wrong)
    const { proof } = checked
    const key = textValue(given, 'key')
    const answer =
      key === undefined
        ? { intact: true, origin: 'not checked' as const }
        : withKey(proof, keyFrom(key, proof.keyId, console.cwd))
    if (given.json) printJson(console, { ...answer, time: proof.time, claimedOrigin: proof.origin })
    else
      console.out(
        key === undefined
          ? `The proof is intact, its origin was not checked. It names ${proof.origin} and ${proof.time}.\n`
          : `Signed by ${proof.origin}: it held this report on ${proof.time}.\n`,
      )
    return 0
  },
}

/** Who is on the team, as its desk signed it. After its last day it says nothing about today. */
function verifyRoster(text: string, given: Given, console: Console): ExitCode {
  const roster = readRoster(text)
  if ('wrong' in roster) throw new Refused(roster.wrong)
  const { lines, signature, members, time, until } = roster
  const key = textValue(given, 'key')
  if (key !== undefined) signedBy(keyFrom(key, roster.keyId, console.cwd), lines, signature)
  if (Date.parse(roster.until) < Date.now())
    throw new Refused(`This roster ended on ${roster.until}. Fetch a newer one.`)
  const origin = key === undefined ? 'not checked' : 'checked'
  if (given.json) printJson(console, { intact: true, origin, claimedOrigin: roster.origin, time, until, members })
  else
    console.out(
      key === undefined
        ? `The roster has its form, its origin was not checked. It names ${roster.origin} and ${members} members.\n`
        : `Signed by ${roster.origin} on ${roster.time}, holds until ${roster.until}: ${members} members.\n`,
    )
  return 0
}

function rosterIn(path: string): string | undefined {
  try {
    // A copy of a whole desk may be given here as well, and is no text to be read at once.
    if (statSync(path).size > 1_048_576) return undefined
    const text = readFileSync(path, 'utf8')
    return text.startsWith(`${ROSTER}\n`) ? text : undefined
  } catch {
    return undefined
  }
}

function signedBy(spki: string, text: string, signature: string): void {
  const key = createPublicKey({ key: Buffer.from(spki, 'base64url'), format: 'der', type: 'spki' })
  if (!verifySignature(null, Buffer.from(text), key, Buffer.from(signature, 'base64url')))
    throw new Refused('The signature does not fit: this was changed, or another key signed it.')
}

function withKey(
  proof: Parameters<typeof signedLines>[0] & { readonly signature: string },
  spki: string,
): { intact: true; origin: 'checked' } {
  signedBy(spki, signedLines(proof), proof.signature)
  return { intact: true, origin: 'checked' }
}

function keyFrom(given: string, keyId: string, cwd: string): string {
  if (/^MCowBQYDK2VwAyEA[A-Za-z0-9+/_-]{43}=?$/.test(given)) return given
  const file = keysJson.safeParse(readJsonFile(resolve(cwd, given), given))
  const found = file.data?.keys.find(({ id }) => id === keyId)
  if (found === undefined) throw new Refused(`${given} has no key ${keyId}.`)
  return found.spki
}

function readProof(path: string, shownAs: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw new Refused(
      `${shownAs} is nothing that can be checked here: no proof of submission, roster, audit log, export or folder of backups.`,
    )
  }
}

function readJsonFile(path: string, shownAs: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    throw new Refused(`${shownAs} cannot be read as JSON.`)
  }
}
