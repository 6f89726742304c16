import { resolve } from 'node:path'
import { type CliCommand, Usage } from './command.ts'
import { amount, lacking, progressOn, size } from './copy-words.ts'
import { printJson, withDesk } from './desk-console.ts'

export const exportCommand: CliCommand = {
  usage: 'export --all FILE',
  summary: 'The whole desk in one sealed file, to move with',
  help: `
Writes everything this desk holds into one file, while it runs: all rows, all files of cases, all wrapped keys, as they
are at one moment. It is the same for both databases, so that a desk moves from one to the other:

  postern export --all desk.archive
  DATABASE_URL=… postern restore desk.archive

The file is sealed under a key of its own, which the root key wraps: it opens with the key file of this desk and not
without. It is written under another name first, and never over a file that is there.`,
  options: { all: { type: 'boolean' } },
  run(given, console) {
    const [file, ...more] = given.words
    if (given.values.all !== true) throw new Usage('--all is needed: it says that the whole desk is meant')
    if (file === undefined || more.length > 0) throw new Usage('which file? Name one that does not exist yet')
    return withDesk(console, async ({ copies }) => {
      const path = resolve(console.cwd, file)
      const made = await copies.export(path, progressOn(console, given.json))
      if (given.json) printJson(console, { file: path, ...made })
      else console.out(`${file}: ${amount(made)}, ${size(made.size)} in all.\n${lacking(made.missing)}`)
      return made.missing === 0 ? 0 : 1
    })
  },
}
