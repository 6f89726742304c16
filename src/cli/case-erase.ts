import { isRefusal } from '../team/refusal.ts'
import { type CliCommand, Refused, Usage } from './command.ts'
import { printJson, withDesk } from './desk-console.ts'

export const caseErase: CliCommand = {
  usage: 'case erase NUMBER --yes',
  summary: 'Destroy the key of a case: nobody reads it ever again',
  help: `
Destroys the key of the case, and that of whoever reported it, in the database and in the copies that upgrades made of it;
takes its files away; and ends every receipt for it. It runs beside the desk, and every node forgets the case within
seconds. Every member is told. Published advisories stay, with the credit they give.

What it cannot reach: backups, exports, snapshots and old versions of files that were made before. As long as one of them
and its root key exist, the case can be read from it. Let them run out, and see docs/operating.md, "Erasing".

  --yes   really do it; without it nothing happens`,
  options: { yes: { type: 'boolean' } },
  run(given, console) {
    const [number, ...more] = given.words
    if (number === undefined || more.length > 0) throw new Usage('name one case by its number')
    if (given.values.yes !== true) throw new Usage(`nothing was changed: ${number} is erased for good with --yes`)
    return withDesk(console, async ({ desk }) => {
      const erased = await desk.erase({ number: number.toUpperCase(), by: null, request: null })
      if (isRefusal(erased)) throw new Refused(erased.text)
      if (given.json) printJson(console, erased)
      else
        console.out(
          [
            `${erased.number} is erased, with ${erased.files} ${erased.files === 1 ? 'file' : 'files'}.`,
            ...erased.advisories.map((id) => `The advisory ${id} was public, and stays.`),
            ...(erased.overwritten
              ? []
              : ['Somebody still reads an older state of the database; the desk overwrites the key within the hour.']),
            'Backups made before now still hold it, until they run out.',
            '',
          ].join('\n'),
        )
      return 0
    })
  },
}
