import type { MemberId } from '../case/ids.ts'
import { deleteSession, findSession } from '../store/session-rows.ts'
import { findToken, revokeToken } from '../store/token-rows.ts'
import type { TeamContext } from './context.ts'
import { change } from './desk-log.ts'
import { tagOf as sessionTag } from './session.ts'
import type { Done } from './team.ts'
import { tagOf as tokenTag } from './token.ts'

/** Nobody pastes more of them in good faith, and looking each one up costs a read. */
const most = 50

/**
 * Ends every token and session that stands in this text, and says how many did: whoever reads it could use them. Only
 * what opens something now is found, whoever it belongs to.
 */
export async function endSpilled(context: TeamContext, text: string, by: MemberId | null): Promise<number> {
  const [now, { store }] = [context.clock.now(), context]
  let ended = 0
  for (const [token] of [...text.matchAll(/pst_[A-Za-z0-9_-]{43}/g)].slice(0, most)) {
    const [row] = await store.read(findToken(tokenTag(context, token)))
    if (row === undefined || row.revoked_at !== 0 || row.expires_at <= now) continue
    await change<Done>(context, by, async () => ({
      events: [{ type: 'TokenRevoked', member: row.member, token: row.id }],
      rows: [revokeToken(row.id, now)],
      answer: { done: true },
    }))
    ended += 1
  }
  const cookies = [...text.matchAll(/(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g)].slice(0, most)
  for (const [cookie] of cookies)
    for (const kind of ['member', 'reporter'] as const) {
      const [row] = await store.read(findSession(sessionTag(context, kind, cookie)))
      if (row?.kind !== kind || row.expires_at <= now) continue
      await store.write([deleteSession(row.tag)])
      ended += 1
    }
  return ended
}
