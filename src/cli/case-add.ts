import { readFileSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import type { FileRef } from '../case/event.ts'
import { door } from '../case/event.ts'
import { type CliCommand, type Console, type Given, neededValue, Refused, textValue, Usage } from './command.ts'
import { printJson, withDesk } from './desk-console.ts'

const doors = door.exclude(['form', 'api', 'team'])

export const caseAdd: CliCommand = {
  usage: 'case add --title TITLE [--door DOOR] [--arrived TIME] [--from WHO] [--file PATH]… < description',
  summary: 'Enter a report that arrived elsewhere',
  help: `
Makes a case from a report that came by mail, chat, phone or in person. The description is read from standard input.
Prints the case number and a one-time code with which the reporter takes the thread over. The code is in no address, so
that no log and no history keeps it.

  postern case add --title "Session fixation" --door email --arrived 2027-03-01T09:30:00Z --from "Ada" < mail.txt

  --door       ${doors.options.join(', ')} (other)
  --arrived    when it arrived, with a time zone (now)
  --found-by-team   nobody outside reported it: no thread, no credit question
  --product, --version, --impact, --reproduce   as in the form`,
  options: {
    title: { type: 'string' },
    door: { type: 'string' },
    arrived: { type: 'string' },
    from: { type: 'string' },
    file: { type: 'string', multiple: true },
    'found-by-team': { type: 'boolean' },
    product: { type: 'string' },
    version: { type: 'string' },
    impact: { type: 'string' },
    reproduce: { type: 'string' },
  },
  async run(given, console) {
    if (given.words.length > 0) throw new Usage('the description is read from standard input')
    const came = doors.safeParse(textValue(given, 'door') ?? 'other')
    if (!came.success) throw new Usage(`--door is one of ${doors.options.join(', ')}`)
    const arrivedAt = arrived(textValue(given, 'arrived'))
    const title = neededValue(given, 'title')
    if (console.terminal !== null) console.err('Type or paste the description; Ctrl-D on a line of its own ends it.\n')
    const form = formOf(given, title, await console.stdin())
    return withDesk(console, async ({ desk, config }) => {
      const files: FileRef[] = []
      for (const path of filesOf(given)) files.push(await desk.putFile(basename(path), bytesOf(path, console)))
      const made = await desk.enterByHand(null, {
        form,
        files,
        door: came.data,
        arrivedAt: arrivedAt ?? desk.now(),
        from: textValue(given, 'from') ?? '',
        foundByTeam: given.values['found-by-team'] === true,
      })
      if ('problems' in made) throw new Refused(made.problems.map(({ field, text }) => `${field}: ${text}`).join('\n'))
      const takeOver = made.handOver === null ? null : `${config.url}/take-over`
      if (given.json) printJson(console, { case: made.number, handOver: made.handOver, takeOver })
      else
        console.out(
          `${made.number}\n${takeOver === null ? '' : `For the reporter, once: open ${takeOver} and enter ${made.handOver}\n`}`,
        )
      return 0
    })
  },
}

function arrived(typed: string | undefined): number | undefined {
  if (typed === undefined) return undefined
  const at = /(Z|[+-]\d{2}:\d{2})$/.test(typed) ? Date.parse(typed) : Number.NaN
  if (Number.isNaN(at)) throw new Usage('--arrived is a time with its zone, such as 2027-03-01T09:30:00Z')
  return at
}

function formOf(given: Given, title: string, description: string): Record<string, string> {
  const more = ['product', 'version', 'impact', 'reproduce'].flatMap((name) => {
    const value = textValue(given, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return { title, description, ...Object.fromEntries(more) }
}

const filesOf = (given: Given): string[] =>
  Array.isArray(given.values.file) ? given.values.file.filter((path) => typeof path === 'string') : []

async function* bytesOf(path: string, console: Console): AsyncGenerator<Uint8Array> {
  try {
    yield new Uint8Array(readFileSync(resolve(console.cwd, path)))
  } catch {
    throw new Refused(`${path} cannot be read.`)
  }
}
