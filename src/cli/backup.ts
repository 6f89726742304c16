import { resolve, sep } from 'node:path'
import { type CliCommand, Refused, textValue, Usage } from './command.ts'
import { amount, lacking, mended, progressOn, size } from './copy-words.ts'
import { printJson, withDesk } from './desk-console.ts'

export const backup: CliCommand = {
  usage: 'backup FOLDER [--keep N]',
  summary: 'A backup into a folder, while the desk runs',
  help: `
Takes everything as it is at one moment: all rows and all wrapped keys into one sealed file of their own, and of the files
of cases those that are not in the folder yet. Nobody waits meanwhile. The backups of one folder share their files; each backup reads those it needs, and writes anew what is
damaged.

  postern backup /backups/postern              every night, from a timer
  postern verify /backups/postern              proves the newest one
  postern restore /backups/postern             puts the newest one into an empty place

  --keep N    so many backups stay, the new one among them (default 14)

What is in the folder opens with the root key of this desk and not without: keep the key apart from the backups, and keep
it. "postern status" says how old the last backup is.`,
  options: { keep: { type: 'string' } },
  run(given, console) {
    const [folder, ...more] = given.words
    if (folder === undefined || more.length > 0) throw new Usage('into which folder?')
    const keep = keepOf(textValue(given, 'keep'))
    return withDesk(console, async ({ copies, config }) => {
      const path = resolve(console.cwd, folder)
      if ((path + sep).startsWith(config.data + sep))
        throw new Refused(`${folder} lies in the data folder. A backup beside what it is a backup of is lost with it.`)
      const made = await copies.backup(path, keep, progressOn(console, given.json))
      if (given.json) printJson(console, made)
      else {
        console.out(`${made.file}\n${amount({ ...made, bytes: made.newBytes })} new, rows in ${size(made.size)}.\n`)
        if (made.dropped > 0) console.out(`${made.dropped} older went.\n`)
        console.out(mended(made.mended) + lacking(made.missing))
      }
      return made.missing === 0 ? 0 : 1
    })
  },
}

function keepOf(given: string | undefined): number {
  if (given === undefined) return 14
  if (/^[1-9][0-9]{0,3}$/.test(given)) return Number(given)
  throw new Usage('--keep wants a number from 1 to 9999')
}
