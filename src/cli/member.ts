import { role } from '../case/ids.ts'
import { isRefusal } from '../team/refusal.ts'
import { type CliCommand, type Given, Refused, textValue, Usage } from './command.ts'
import { printJson, withDesk } from './desk-console.ts'

export const memberAdd: CliCommand = {
  usage: 'member add NAME [--role lead|member|observer]',
  summary: 'Invite somebody to the team',
  help: `
Prints a link that lets this person make a passkey, once, within 60 minutes. Works beside a running desk.

  postern member add "Ada L." --role member
  postern member add ada --role lead --json      {"member": "…", "enrol": "https://…/enrol/…"}

A lead may do everything, also invite others and end update windows; a member works on cases; an observer reads.
Without --role it is a member.`,
  options: { role: { type: 'string' } },
  run(given, console) {
    const name = nameOf(given)
    const asked = role.safeParse(textValue(given, 'role') ?? 'member')
    if (!asked.success) throw new Usage('--role is lead, member or observer')
    return withDesk(console, async ({ team }) => {
      const made = await team.addMember({ name, role: asked.data, by: null })
      if (isRefusal(made)) throw new Refused(made.text)
      if (given.json) printJson(console, { member: made.member, enrol: made.enrol })
      else console.out(`Give this link to ${name}. It works once, for 60 minutes:\n${made.enrol}\n`)
      return 0
    })
  },
}

export const memberSignIn: CliCommand = {
  usage: 'member sign-in NAME',
  summary: 'A one-time link that signs a member in, for lost passkeys',
  help: `
Prints a link that signs this member in, once, within 10 minutes. Whoever can run this owns the machine; every use is
in the audit log. After signing in, the member makes a new passkey on the account page.`,
  options: {},
  run(given, console) {
    const name = nameOf(given)
    return withDesk(console, async ({ team }) => {
      const made = await team.memberSignIn(name)
      if (isRefusal(made)) throw new Refused(made.text)
      if (given.json) printJson(console, made)
      else console.out(`This link signs ${name} in, once, within 10 minutes:\n${made.link}\n`)
      return 0
    })
  },
}

export const memberList: CliCommand = {
  usage: 'member list',
  summary: 'Who is on the team',
  help: 'Lists id, name, role and state of everybody who is or was on the team.',
  options: {},
  run(given, console) {
    if (given.words.length > 0) throw new Usage('this takes no words')
    return withDesk(console, async ({ team }) => {
      const members = await team.members()
      if (given.json) printJson(console, { members })
      else
        for (const { id, name, role: of, state } of members)
          console.out(`${id}  ${of.padEnd(8)}  ${state.padEnd(8)}  ${name}\n`)
      return 0
    })
  },
}

function nameOf(given: Given): string {
  const [name, ...more] = given.words
  if (name === undefined || name.trim() === '') throw new Usage('whom? Give a name')
  if (more.length > 0) throw new Usage('give the name as one word, in quotation marks where it has spaces')
  return name
}
