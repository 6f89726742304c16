import { role } from '../case/ids.ts'
import { isRefusal } from '../team/refusal.ts'
import type { Member, Team } from '../team/team.ts'
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
      if (isRefusal(made)) throw new Refused(`${made.text}${onTheTeam(made.refused)}`)
      if (given.json) printJson(console, { member: made.member, enrol: made.enrol })
      else console.out(`Give this link to ${name}; it works once, for 60 minutes:\n${made.enrol}\n`)
      return 0
    })
  },
}

export const memberSignIn: CliCommand = {
  usage: 'member sign-in NAME',
  summary: 'A one-time link that signs a member in, for lost passkeys',
  help: `
Prints a link that signs this member in, once, within 10 minutes. Whoever can run this owns the machine; every use is
in the audit log, and every member is told. After signing in, the member makes a new passkey on the account page.`,
  options: {},
  run(given, console) {
    const name = nameOf(given)
    return withDesk(console, async ({ team }) => {
      const made = await team.memberSignIn(name)
      if (isRefusal(made)) throw new Refused(made.refused === 'no-such-member' ? nobodyCalled(name) : made.text)
      if (given.json) printJson(console, made)
      else console.out(`This link signs ${name} in, once, within 10 minutes:\n${made.link}\n`)
      return 0
    })
  },
}

export const memberList: CliCommand = {
  usage: 'member list',
  summary: 'Who is on the team, and who can sign in',
  help: `
Lists everybody who is or was on the team: id, role, state, name, and by what they can sign in at the present address.
Passkeys of an earlier POSTERN_URL open nothing; "postern member sign-in NAME" lets such a member enrol again.`,
  options: {},
  run(given, console) {
    if (given.words.length > 0) throw new Usage('this takes no words')
    return withDesk(console, async ({ team }) => {
      const members = await Promise.all(
        (await team.members()).map(async (one) => ({ ...one, ...(await ways(team, one)) })),
      )
      if (given.json) printJson(console, { members })
      else if (members.length === 0)
        console.out('Nobody is on the team yet. "postern start" prints a link for the first member.\n')
      else
        for (const { id, name, role: of, state, waysIn } of members)
          console.out(`${id}  ${of.padEnd(8)}  ${state.padEnd(8)}  ${name}  (${waysIn})\n`)
      return 0
    })
  },
}

const onTheTeam = (refused: string): string =>
  refused === 'name-taken' ? ' For a new link to somebody who is on it: postern member sign-in NAME' : ''

export const nobodyCalled = (name: string): string =>
  `Nobody on the team is called "${name}". "postern member list" shows everybody.`

/** By what somebody can sign in now. */
async function ways(
  team: Team,
  { id, state }: Member,
): Promise<{ canSignIn: boolean; passkeys: number; waysIn: string }> {
  if (state !== 'active')
    return { canSignIn: false, passkeys: 0, waysIn: state === 'invited' ? 'did not come yet' : 'left' }
  const all = await team.passkeys(id)
  const passkeys = all.filter(({ elsewhere }) => elsewhere === null).length
  const code = (await team.recoveryCodeSince(id)) !== null
  const waysIn = [
    ...(passkeys > 0 ? [`${passkeys} ${passkeys === 1 ? 'passkey' : 'passkeys'}`] : []),
    ...(code ? ['a code on paper'] : []),
  ]
  const moved = all.length > passkeys ? '; passkeys of an earlier address do not count' : ''
  return {
    canSignIn: waysIn.length > 0,
    passkeys,
    waysIn: `${waysIn.join(', ') || 'cannot sign in: "postern member sign-in" makes a link'}${moved}`,
  }
}

/** What needs a second person, where there is none: the console agrees, and a day passes. */
export const memberAgree: CliCommand = {
  usage: 'member agree [REQUEST]',
  summary: 'Agree to what needs a second person, where the team has none',
  help: `
Without a word it lists what waits for a second person. With the id of a request it agrees to it: only where no other
member could, and then it counts after 24 hours. Every member is told.`,
  options: {},
  run(given, console) {
    const [request, ...more] = given.words
    if (more.length > 0) throw new Usage('one request at a time')
    return withDesk(console, async ({ team }) => {
      if (request === undefined) {
        const requests = await team.twoPersonRequests()
        if (given.json) printJson(console, { requests })
        else if (requests.length === 0) console.out('Nothing waits for a second person.\n')
        else for (const one of requests) console.out(`${one.id}  ${one.kind}  ${one.state}  ${one.subject}\n`)
        return 0
      }
      const agreed = await team.agreeTwoPerson({ request, by: null })
      if (isRefusal(agreed)) throw new Refused(agreed.text)
      const from = new Date(agreed.readyAt).toISOString()
      if (given.json) printJson(console, { request, from })
      else console.out(`It counts from ${from}. Every member is told.\n`)
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
