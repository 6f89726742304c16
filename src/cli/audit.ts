import { createWriteStream } from 'node:fs'
import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type CliCommand, Refused, Usage } from './command.ts'
import { linesOn, shareOn } from './copy-words.ts'
import { printJson, withDesk } from './desk-console.ts'
import { notesOf, saidOfLog, verifyLogAt } from './verify-log.ts'

export const auditVerify: CliCommand = {
  usage: 'audit verify [FILE] [--checkpoint NOTE] [--key KEYS.json|SPKI]',
  summary: 'Check the whole audit log, here or in a file',
  help: `
Reads every entry of the log and says the first that is missing, was changed, or was exchanged. The log is held against
every checkpoint that was signed, and against the one beside the root key. The desk may run meanwhile.

  postern audit verify                                      the log of this desk
  postern audit verify --checkpoint mail.txt                against a checkpoint that you kept, such as one from a mail
  postern audit verify log.jsonl --key postern-keys.json    the same as "postern verify log.jsonl": no desk, no network

A checkpoint of your own is what nobody at the machine can change: the check is worth as much as that. Exit code 1
where something is wrong.`,
  options: { checkpoint: { type: 'string' }, key: { type: 'string' } },
  async run(given, console) {
    const [file, ...more] = given.words
    if (more.length > 0) throw new Usage('give one file, or none for the log of this desk')
    if (file !== undefined) return verifyLogAt(resolve(console.cwd, file), given, console)
    const notes = notesOf(given, console)
    return withDesk(console, async ({ audit }) => {
      const kept = notes.map((text) => audit.read(text))
      for (const one of kept) if ('wrong' in one) throw new Refused(one.wrong)
      const verdict = await audit.verify(
        kept.flatMap((one) => ('checkpoint' in one ? one.checkpoint : [])),
        shareOn(console, given.json),
      )
      return saidOfLog(given, console, verdict, 'The audit log is whole')
    })
  },
}

export const auditExport: CliCommand = {
  usage: 'audit export FILE',
  summary: 'Write the audit log to a file that anybody can check',
  help: `
Writes every entry up to the newest checkpoint, and each checkpoint where it was signed, as JSON lines: who did what in which case and when, without any
text of a case. Entries commit to their details and do not tell them. "postern verify FILE" checks it elsewhere.`,
  options: {},
  async run(given, console) {
    const [file, ...more] = given.words
    if (file === undefined || more.length > 0) throw new Usage('which file? Give one that does not exist yet')
    return withDesk(console, async ({ audit }) => {
      const out = createWriteStream(resolve(console.cwd, file), { flags: 'wx', mode: 0o600 })
      await pipeline(Readable.from(inPieces(audit.file(), linesOn(console, given.json))), out)
      if (given.json) printJson(console, { file })
      else console.out(`${file}\n`)
      return 0
    })
  },
}

/** Lines in pieces of some size: a write for each of millions takes longer than to make them. */
async function* inPieces(lines: AsyncIterable<string>, tell: (lines: number) => void): AsyncIterable<string> {
  let [piece, count] = ['', 0]
  for await (const line of lines) {
    piece += line
    tell(++count)
    if (piece.length < PIECE) continue
    yield piece
    piece = ''
  }
  yield piece
}

const PIECE = 262_144

export const auditCheckpoint: CliCommand = {
  usage: 'audit checkpoint',
  summary: 'Print the newest checkpoint of the audit log',
  help: `
A checkpoint says how long the log is and what its root is, signed by this desk (C2SP tlog-checkpoint, Ed25519). Keep
some of them where nobody of this machine can change them: "postern audit verify --checkpoint" holds the log against them.`,
  options: {},
  run(given, console) {
    if (given.words.length > 0) throw new Usage('this takes no words')
    return withDesk(console, async ({ audit }) => {
      const newest = await audit.newest()
      if (newest === undefined)
        throw new Refused('No checkpoint was signed yet. A running desk signs the first at once.')
      if (given.json) printJson(console, { note: newest.note, size: newest.checkpoint.size, verifier: audit.verifier })
      else console.out(newest.note)
      return 0
    })
  },
}

export const auditAcceptRollback: CliCommand = {
  usage: 'audit accept-rollback N',
  summary: 'Go on with older data than the desk has seen, and say so in the log',
  help: `
A start that says "the log is behind checkpoint N" found older data than this desk has seen: somebody put an old backup
back. First look for newer data. If there is none, this command, with the number from that sentence, writes into the log
that what happened since is lost, and signs a new checkpoint. The old one stays beside it, under another name.

The next start is quiet: reports come in, and nothing is sent or published until a lead has looked and lets it.`,
  options: {},
  async run(given, console) {
    const [number, ...more] = given.words
    if (number === undefined || more.length > 0 || !/^[1-9]\d{0,15}$/.test(number))
      throw new Usage('which checkpoint? Give its number, as the start named it')
    return withDesk(console, async ({ audit, serverRuns }) => {
      if (await serverRuns()) throw new Refused('A server runs on this data. Stop it first; nothing was changed.')
      const accepted = await audit.acceptRollback(Number(number))
      if ('wrong' in accepted) throw new Refused(accepted.wrong)
      if (given.json) printJson(console, accepted)
      else
        console.out(
          `Recorded: ${accepted.lost === 1 ? 'one entry' : `${accepted.lost} entries`} up to checkpoint ${number} ${accepted.lost === 1 ? 'is' : 'are'} lost. The log goes on with entry ${accepted.size}. The next start is quiet.\n`,
        )
      return 0
    })
  },
}
