import { isRefusal } from '../team/refusal.ts'
import { SCOPES, type Scope } from '../team/team.ts'
import { type CliCommand, neededValue, Refused, textValue, Usage } from './command.ts'
import { printJson, withDesk } from './desk-console.ts'
import { nobodyCalled } from './member.ts'

export const tokenCreate: CliCommand = {
  usage: 'token create --member NAME --label LABEL [--scope read,act,publish] [--days N]',
  summary: 'A token for the API',
  help: `
Prints a token that acts for this member over the API. It is shown once; the desk keeps only a keyed hash of it.

  postern token create --member ada --label "release script" --json      {"token": "pst_…"}

  --scope   any of read, act, publish; all three where nothing is said
  --days    how long it lasts: 90 where nothing is said, and at most`,
  options: {
    member: { type: 'string' },
    label: { type: 'string' },
    scope: { type: 'string' },
    days: { type: 'string' },
  },
  run(given, console) {
    const [name, label] = [neededValue(given, 'member'), neededValue(given, 'label')]
    const asked = (textValue(given, 'scope') ?? SCOPES.join(',')).split(',').map((scope) => scope.trim())
    if (!asked.every((scope): scope is Scope => (SCOPES as readonly string[]).includes(scope)))
      throw new Usage('--scope takes read, act and publish')
    const days = Number(textValue(given, 'days') ?? 90)
    if (!Number.isInteger(days) || days < 1 || days > 90) throw new Usage('--days is a whole number from 1 to 90')
    return withDesk(console, async ({ team }) => {
      const members = (await team.members()).filter(({ state }) => state !== 'removed')
      const found = members.find((one) => one.name === name || one.id === name)
      if (found === undefined) throw new Refused(nobodyCalled(name))
      const made = await team.createToken({ member: found.id, label, scopes: [...new Set(asked)], days, by: null })
      if (isRefusal(made)) throw new Refused(made.text)
      if (given.json)
        printJson(console, { token: made.token, id: made.id, expiresAt: new Date(made.expiresAt).toISOString() })
      else console.out(`${made.token}\n`)
      return 0
    })
  },
}
