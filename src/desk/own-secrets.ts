import type { Command } from '../case/command.ts'
import type { Actor } from '../case/ids.ts'
import { type Refusal, refuse } from '../case/refusal.ts'
import { findReceipt } from '../store/receipt-rows.ts'
import { deleteSession, findSession } from '../store/session-rows.ts'
import { findToken } from '../store/token-rows.ts'
import { revokeToken } from '../team/token.ts'
import { receiptTag } from './intake.ts'
import type { Means } from './means.ts'

/** More in one text is no slip of the hand. */
const most = 50
const secret = /(?<![A-Za-z0-9_-])(?:pst_)?[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g
const code = /(?<![a-z])[a-z]{2,12}(?:-[a-z]{2,12}){9}(?![a-z])/gi

/**
 * A member who pastes a command line into a message must not hand their own session along (security notes, incident 3).
 * Nothing that opens a door of this desk is sent by anybody of the team: the text is refused before it is decided upon,
 * and a token or session that stood in it opens nothing any more. Whatever else looks like a secret is not ours to know.
 */
export async function holdsSecret(means: Means, actor: Actor, command: Command): Promise<Refusal | null> {
  if (actor.as !== 'member') return null
  const text = wordsOf(command)
  const found = [
    ...(await Promise.all(foundIn(text, secret).map((one) => endsWith(means, actor.member, one)))),
    ...(await Promise.all(foundIn(text, code).map((one) => opensThread(means, one)))),
  ]
  return found.includes(true) ? refuse('holds-a-secret') : null
}

/** A reason and the draft of an advisory are read by as many people as a message. */
const wordsOf = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'object' && value !== null
      ? Object.values(value).map(wordsOf).join('\n')
      : ''

const foundIn = (text: string, shape: RegExp): readonly string[] =>
  [...new Set([...text.matchAll(shape)].map(([one]) => one))].slice(0, most)

async function endsWith(means: Means, by: string, one: string): Promise<boolean> {
  const { store, keys } = means
  if (one.startsWith('pst_')) {
    const [row] = await store.read(findToken(keys.tag('api-token', one)))
    if (row === undefined) return false
    await revokeToken({ ...means, project: '' }, { member: row.member, token: row.id, by })
    return true
  }
  for (const kind of ['member', 'reporter'] as const) {
    const tag = keys.tag(`${kind}-session`, one)
    const [row] = await store.read(findSession(tag))
    if (row === undefined) continue
    await store.write([deleteSession(tag)])
    return true
  }
  return false
}

/** A reporter's code belongs to them and stays as it is. */
async function opensThread(means: Means, one: string): Promise<boolean> {
  const [row] = await means.store.read(findReceipt(receiptTag(means, one)))
  return row?.state === 'active'
}
