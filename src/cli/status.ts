import type { CliCommand } from './command.ts'
import { Usage } from './command.ts'
import { printJson, withDesk } from './desk-console.ts'

export const status: CliCommand = {
  usage: 'status',
  summary: 'How the desk is doing; exit code 1 where something needs a person',
  help: `
Says whether a server runs (on one machine by its lock, so also right after a crash; on several nodes within seconds),
when the clockwork ticked last, whether outgoing work is stuck, whether somebody can sign in and is told of new reports,
whether the desk is quiet, and how the paper copy of the key, the backup, the disk, security.txt and the audit log are.

For a timer or a monitor: exit code 1 and a line "WRONG" where something needs a person.`,
  options: {},
  run(given, console) {
    if (given.words.length > 0) throw new Usage('this takes no words')
    return withDesk(console, async ({ health }) => {
      const found = await health()
      const wrong = found.filter(({ ok }) => !ok)
      if (given.json) printJson(console, { ok: wrong.length === 0, checks: found })
      else
        for (const { ok, toDo, name, text } of found)
          console.out(`${ok ? (toDo ? 'TO DO' : 'ok   ') : 'WRONG'}  ${name}: ${text}\n`)
      return wrong.length === 0 ? 0 : 1
    })
  },
}
