import { resolve } from 'node:path'
import { readConfig } from '../config.ts'
import { restoreCopy } from '../main.ts'
import { type CliCommand, textValue, Usage } from './command.ts'
import { amount, lacking, progressOn } from './copy-words.ts'
import { printJson } from './desk-console.ts'

export const restore: CliCommand = {
  usage: 'restore FILE|FOLDER [--name BACKUP] [--accept-lost N]',
  summary: 'Put an export or a backup into an empty place',
  help: `
Proves the whole copy first, puts it into an empty data folder (POSTERN_DATA) or an empty database (DATABASE_URL) and the
files of cases where POSTERN_BLOBS says, then reads everything back and compares. It says "equal" where every row and every
file is as it was copied. Nothing is put over a desk that is there; a restore that was broken off begins anew.

  POSTERN_DATA=/var/lib/postern-again postern restore /backups/postern
  POSTERN_DATA=/var/lib/postern-again postern restore /backups/postern --name postern-….archive

Where a file of a case is damaged in the folder, it names the file and the case, and what may mend it. Where nothing does,
--accept-lost with the number that it said puts back everything else; its exit code is 1 then, and so is that of every later
backup.

It needs the root key of that desk: in its usual place, or named in POSTERN_KEY_FILE.

Where the desk had seen more than the copy holds, its next start says so and names the checkpoint: "postern audit
accept-rollback N" then records what is lost.

The desk then starts quiet: reports come in, and nothing is sent or published until a lead lets it, row by row. Everybody
signs in again.`,
  options: { name: { type: 'string' }, 'accept-lost': { type: 'string' } },
  async run(given, console) {
    const [path, ...more] = given.words
    if (path === undefined || more.length > 0) throw new Usage('which copy? Name an export, or a folder of backups')
    const proved = await restoreCopy(readConfig({ env: console.env, cwd: console.cwd }), console.env, {
      path: resolve(console.cwd, path),
      name: textValue(given, 'name'),
      acceptLost: acceptedOf(textValue(given, 'accept-lost')),
      tell: progressOn(console, given.json),
    })
    const [missing, lost] = [proved.missing.length, proved.lost.length]
    if (given.json) printJson(console, { equal: lost === 0, ...proved, at: new Date(proved.at).toISOString() })
    else
      console.out(
        `${lost === 0 ? 'equal' : 'equal but for what is lost'}: ${amount(proved)} as on ${new Date(proved.at).toISOString()}; ${proved.leaves} entries of the audit log follow from each other, ${proved.keys} keys open.\n${proved.lost.map(lostLine).join('')}${lacking(missing)}The desk starts quiet: sign in, look, and let go what is to be sent.\n`,
      )
    return missing + lost === 0 ? 0 : 1
  },
}

const lostLine = (one: { readonly file: string; readonly cases: readonly string[] }): string =>
  `lost: ${one.file} ${one.cases.length === 0 ? 'of a draft that was not sent' : `of ${one.cases.join(' and ')}`}\n`

function acceptedOf(given: string | undefined): number {
  if (given === undefined) return 0
  if (/^[1-9][0-9]{0,8}$/.test(given)) return Number(given)
  throw new Usage('--accept-lost wants the number of lost files that the refusal named')
}
