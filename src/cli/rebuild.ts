import { type CliCommand, Usage } from './command.ts'
import { printJson, withDesk } from './desk-console.ts'

export const rebuild: CliCommand = {
  usage: 'rebuild',
  summary: 'Make the lists anew from the facts',
  help: `
Makes inbox, counters, deadlines, figures and the list of advisories anew from the events of all cases. Nothing else changes.

The desk may run meanwhile, and readers see every list all the time. Interrupted, it leaves each case as it was or as
it should be; run it again, and it begins from the front.`,
  options: {},
  run(given, console) {
    if (given.words.length > 0) throw new Usage('this takes no words')
    return withDesk(console, async ({ rebuild: make }) => {
      const cases = await make((done) => console.err(`${done} cases\n`))
      if (given.json) printJson(console, { cases })
      else console.out(`${cases} cases were read, and their lists made anew.\n`)
      return 0
    })
  },
}
