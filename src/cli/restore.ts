import { resolve } from 'node:path'
import { readConfig } from '../config.ts'
import { restoreCopy } from '../main.ts'
import { type CliCommand, textValue, Usage } from './command.ts'
import { amount, lacking, progressOn } from './copy-words.ts'
import { printJson } from './desk-console.ts'

export const restore: CliCommand = {
  usage: 'restore FILE|FOLDER [--name BACKUP]',
  summary: 'Put an export or a backup into an empty place',
  help: `
Proves the whole copy first, puts it into an empty data folder (POSTERN_DATA) or an empty database (DATABASE_URL) and the
files of cases where POSTERN_BLOBS says, then reads everything back and compares. It says "equal" where every row and every
file is as it was copied. Nothing is put over a desk that is there; a restore that was broken off begins anew.

  POSTERN_DATA=/var/lib/postern-again postern restore /backups/postern
  POSTERN_DATA=/var/lib/postern-again postern restore /backups/postern --name postern-….archive

It needs the root key of that desk: in its usual place, or named in POSTERN_KEY_FILE.

Where the desk had seen more than the copy holds, its next start says so and names the checkpoint: "postern audit
accept-rollback N" then records what is lost.

The desk then starts quiet: reports come in, and nothing is sent or published until a lead lets it, row by row. Everybody
signs in again.`,
  options: { name: { type: 'string' } },
  async run(given, console) {
    const [path, ...more] = given.words
    if (path === undefined || more.length > 0) throw new Usage('which copy? Name an export, or a folder of backups')
    const proved = await restoreCopy(readConfig({ env: console.env, cwd: console.cwd }), console.env, {
      path: resolve(console.cwd, path),
      name: textValue(given, 'name'),
      tell: progressOn(console, given.json),
    })
    const missing = proved.missing.length
    if (given.json) printJson(console, { equal: true, ...proved, at: new Date(proved.at).toISOString() })
    else
      console.out(
        `equal: ${amount(proved)} as on ${new Date(proved.at).toISOString()}; ${proved.leaves} entries of the audit log follow from each other, ${proved.keys} keys open.\n${lacking(missing)}The desk starts quiet: sign in, look, and let go what is to be sent.\n`,
      )
    return missing === 0 ? 0 : 1
  },
}
