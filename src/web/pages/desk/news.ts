import type { Recorded } from '../../../case/event.ts'
import { json, notFound } from '../../answer.tsx'
import { newsStream } from '../../news-stream.ts'
import type { Visit } from '../../route.ts'
import { type CaseState, openCase } from './case-state.ts'
import { factActor, factText } from './fact-text.ts'

/**
 * What is new since a page was opened. Over the line that stays open go numbers alone; asked once, as any page is asked,
 * it says in words what they mean.
 */
export async function inboxNews(visit: Visit): Promise<Response> {
  const { member } = visit
  if (member === null) return notFound(visit)
  const since = numberIn(visit, 'since')
  const look = async () => {
    const { fresh, changed } = await visit.desk.news.inbox(member, since)
    return fresh + changed === 0 ? null : { id: `${fresh}-${changed}`, data: { fresh, changed } }
  }
  return (await newsStream(visit, look)) ?? json({ said: inboxWords(await visit.desk.news.inbox(member, since)) })
}

export async function caseNews(visit: Visit): Promise<Response> {
  const { member } = visit
  const number = visit.params.number ?? ''
  const seen = numberIn(visit, 'seq')
  if (member === null || (await visit.desk.news.headOf(member, number)) === undefined) return notFound(visit)
  const look = async () => {
    const seq = await visit.desk.news.headOf(member, number)
    // It was taken from this member's sight, or is not there any more.
    if (seq === undefined) return 'over'
    return seq > seen ? { id: String(seq), data: { seq } } : null
  }
  const stream = await newsStream(visit, look)
  if (stream !== undefined) return stream
  const state = await openCase(visit)
  return state === undefined ? notFound(visit) : json(caseWords(state, seen))
}

const numberIn = ({ query }: Visit, name: string): number => {
  const typed = query.get(name) ?? ''
  return /^[0-9]{1,16}$/.test(typed) ? Number(typed) : 0
}

function inboxWords({ fresh, changed }: { fresh: number; changed: number }): string | null {
  const parts = [...(fresh > 0 ? [`${many(fresh)} new`] : []), ...(changed > 0 ? [`${many(changed)} changed`] : [])]
  return parts.length === 0 ? null : `${parts.join(', ')} since you opened this.`
}

const many = (count: number): string => (count >= 99 ? '99 or more' : String(count))

/** The newest of it in a few words, and where on the page it stands. */
function caseWords(state: CaseState, seen: number): { said: string | null; at?: string } {
  const fresh = state.found.facts.filter(({ seq }) => seq > seen)
  const newest = fresh.at(-1)
  if (newest === undefined) return { said: null }
  const more = fresh.length === 1 ? '' : fresh.length === 2 ? ', and one thing more' : `, and ${fresh.length - 1} more`
  const messages = state.found.view.case.thread.filter(({ seq }) => seq > seen)
  const [message] = messages
  return {
    said: `${one(newest, state)}${ago(state.visit.desk.now() - newest.at)}${more}.`,
    ...(message !== undefined && { at: `#message-${message.seq}` }),
  }
}

function one(fact: Recorded, state: CaseState): string {
  const who = factActor(fact, state)
  const { event } = fact
  if (event.type === 'MessageSent' || event.type === 'InformationAdded') return `${who} replied`
  if (event.type === 'NoteAdded') return `${who} wrote a note`
  return `${factText(event, state)} (${who})`
}

const ago = (span: number): string =>
  span < 60_000 ? ' just now' : span < 7_200_000 ? ` ${Math.floor(span / 60_000)} min ago` : ''
