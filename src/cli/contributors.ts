import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type ContributorsFile, withContributors } from '../advisory/contributors.ts'
import type { Desk } from '../desk/desk.ts'
import { type CliCommand, Refused, Usage } from './command.ts'
import { printJson, withDesk } from './desk-console.ts'

export const contributors: CliCommand = {
  usage: 'contributors .all-contributorsrc',
  summary: 'The list of all contributors, with everybody whom a published advisory names',
  help: `
Prints the file with "security" added to everybody whom a published advisory names, and changes nothing else in it.
Who wished no name is not there. Run the all-contributors tool afterwards to draw the table anew.

  postern contributors .all-contributorsrc > new && mv new .all-contributorsrc`,
  options: {},
  run(given, console) {
    const [file, ...more] = given.words
    if (file === undefined || more.length > 0) throw new Usage('which file? Usually .all-contributorsrc')
    const before = readList(resolve(console.cwd, file), file)
    return withDesk(console, async ({ desk }) => {
      const after = await withEverybody(desk, before)
      if (given.json) printJson(console, after)
      else console.out(`${JSON.stringify(after, null, 2)}\n`)
      return 0
    })
  },
}

async function withEverybody(desk: Desk, file: ContributorsFile): Promise<ContributorsFile> {
  let list = file
  for (let after: string | null | undefined; after !== null; ) {
    const page = await desk.advisories(after ?? undefined)
    list = page.items.reduce(withContributors, list)
    after = page.next
  }
  return list
}

function readList(path: string, shownAs: string): ContributorsFile {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as ContributorsFile
  } catch {
    throw new Refused(`${shownAs} cannot be read as JSON.`)
  }
  throw new Refused(`${shownAs} is no list of contributors: a JSON object is expected.`)
}
