import { securityTxt } from '../../../advisory/security-txt.ts'
import type { Visit } from '../../route.ts'
import { securityTxtFacts } from '../well-known.ts'

/** One line of "Before you go public". It looks for itself, each time the list is shown. */
export interface FirstCheck {
  readonly name: 'address' | 'notices' | 'second-member' | 'key-copied' | 'security-md' | 'security-txt'
  readonly title: string
  readonly done: boolean
  /** What was seen, or what is missing and how to do it. */
  readonly says: string
}

export async function beforePublic(visit: Visit): Promise<readonly FirstCheck[]> {
  return [
    address(visit),
    await notices(visit),
    await secondMember(visit),
    await keyCopied(visit),
    await securityMd(visit),
    await securityTxtValid(visit),
  ]
}

/** Whoever is signed in came by this very address: a passkey works under no other. */
function address({ config, onion, warnings }: Visit): FirstCheck {
  const check = { name: 'address', title: 'A public address with https' } as const
  if (config.urlByDefault || staysHere(new URL(config.url).hostname))
    return {
      ...check,
      done: false,
      says: 'Only this machine can reach the desk. Put Caddy or nginx in front of it, and start it with POSTERN_URL=https://your.address.',
    }
  if (!config.url.startsWith('https:') && !onion)
    return { ...check, done: false, says: `${config.url} is not https, so reports would cross the network in clear.` }
  const [ignored] = warnings().filter((warning) => warning.includes('POSTERN_PROXY'))
  return ignored === undefined
    ? { ...check, done: true, says: `You came by ${config.url}, and so can everybody.` }
    : { ...check, done: false, says: ignored }
}

const staysHere = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host)

/** What nobody is told, nobody reads. */
async function notices({ house }: Visit): Promise<FirstCheck> {
  const done = !(await house.notices.nobodyTold())
  return {
    name: 'notices',
    title: 'Somebody is told when a report arrives',
    done,
    says: done
      ? 'At least one of you hears of it.'
      : 'Nobody is told when a report arrives. Until somebody chose a way, one of you has to look in here every day.',
  }
}

async function secondMember({ team }: Visit): Promise<FirstCheck> {
  const active = (await team.members()).filter(({ state, role }) => state === 'active' && role !== 'observer')
  return {
    name: 'second-member',
    title: 'A second member',
    done: active.length > 1,
    says:
      active.length > 1
        ? `${active.length} of you can work on cases.`
        : 'Only you can read reports. Invite one more person, so that nobody waits while you are ill or away.',
  }
}

async function keyCopied({ house }: Visit): Promise<FirstCheck> {
  const { from, copied } = await house.rootKey()
  return {
    name: 'key-copied',
    title: 'The key is copied on paper',
    done: copied,
    says: copied
      ? 'A paper copy of this very key was typed in, and was right. Look once a year whether you still find it.'
      : `Without ${from} nobody can read this desk any more, and a copy of the data does not help. Write the key on paper, and keep the paper where the machine is not.`,
  }
}

async function securityMd(visit: Visit): Promise<FirstCheck> {
  const { desk, config } = visit
  const done = await desk.firstRun.confirmed('security-md', securityMdNow(visit))
  return {
    name: 'security-md',
    title: 'SECURITY.md is in your repository',
    done,
    says: done
      ? 'It says what this policy says.'
      : config.urlByDefault
        ? 'People look there first. It names the address of this desk, so give the desk its public address before you paste it.'
        : 'People look there first. The text below says what your policy says: paste it into SECURITY.md.',
  }
}

/** What the pasted text was made from: another policy or another address makes another text. */
export const securityMdNow = ({ desk, config }: Visit): string => `${desk.policy().digest} ${config.url}`

async function securityTxtValid(visit: Visit): Promise<FirstCheck> {
  const check = { name: 'security-txt', title: 'security.txt is valid' } as const
  const facts = await securityTxtFacts(visit)
  const made = securityTxt(facts)
  return 'text' in made
    ? { ...check, done: true, says: `It is served, and holds until ${day(facts.expires)}.` }
    : { ...check, done: false, says: made.hint }
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
