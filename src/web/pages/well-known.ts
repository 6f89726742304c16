import { writeKeysJson } from '../../advisory/keys-json.ts'
import { type SecurityTxtFacts, securityTxt } from '../../advisory/security-txt.ts'
import { day } from '../../case/policy.ts'
import { lastSignIn } from '../../team/last-sign-in.ts'
import { json, notFound, text } from '../answer.tsx'
import type { Visit } from '../route.ts'

/**
 * RFC 9116. Served over https at the public address alone (section 3). It promises that somebody reads what comes, so
 * it is renewed only while members still sign in: at a desk that everybody left, it runs out by itself.
 */
export async function securityTxtPage(visit: Visit): Promise<Response> {
  const facts = await securityTxtFacts(visit)
  if (visit.onion) return notFound(visit)
  const made = securityTxt(facts)
  return 'text' in made ? text(made.text) : notFound(visit)
}

export async function securityTxtFacts(visit: Visit): Promise<SecurityTxtFacts> {
  const { securityTxt: settings, url } = visit.config
  const intake = await visit.desk.intake.now()
  const lastHere = Math.max(visit.house.begunAt, await lastSignIn(visit.team))
  return {
    ...settings,
    pausedUntil: intake.state === 'paused' ? intake.until : null,
    policy: visit.desk.policy().policy,
    url,
    now: visit.desk.now(),
    // Whole days, so that the file does not change from one request to the next.
    expires: (Math.floor(lastHere / day) + settings.days) * day,
  }
}

/**
 * What strangers see of the audit log: its root at one moment of this day, signed. The same for everybody, and new every
 * day, whatever happened: how long the log is, and when it grows, would tell how busy the desk is.
 */
export async function checkpointPage(visit: Visit): Promise<Response> {
  const note = await visit.house.audit.shown()
  return note === undefined ? notFound(visit) : text(note)
}

/** Who is on the team, signed: the same text for everybody, all day. */
export const rosterPage = async (visit: Visit): Promise<Response> => text(await visit.house.roster())

/** The keys that a proof of submission is checked with. */
export const posternKeysPage = (visit: Visit): Response => json(writeKeysJson(visit.config.url, visit.house.proofKeys))
