import type { CaseId, MemberId } from '../case/ids.ts'
import { caseMembers } from '../store/case-member-rows.ts'
import { caseByStream } from '../store/inbox-rows.ts'
import { mentionSeen, mentionsOf, putMention, unseenMentions } from '../store/mention-rows.ts'
import { insertJob } from '../store/outbox-rows.ts'
import { NEVER } from '../store/rows.ts'
import type { Write } from '../store/store.ts'
import type { CaseFile } from './case-file.ts'
import type { InboxPage, MemberActor } from './desk.ts'
import { freshId } from './fresh.ts'
import { rowsOf } from './inbox.ts'
import type { Means } from './means.ts'
import { namedIn } from './named-in.ts'
import { deskJob } from './notice.ts'
import { sightOf } from './sight.ts'

/** Members name each other in notes. Who was named is told so, and finds the cases in the inbox. */
export interface Mentions {
  /** Cases whose newest mention of this member they have not opened since. */
  unseen(viewer: MemberActor): Promise<number>
  page(viewer: MemberActor, after: string | undefined): Promise<InboxPage>
  /** This member has the case before them. */
  seen(member: MemberId, stream: CaseId): Promise<void>
}

export const mentionsFor = (means: Means): Mentions => ({
  async unseen(viewer) {
    const rows = await means.store.read(unseenMentions(viewer.member))
    const kept = rows.length === 0 ? new Set() : await sightOf(means).keptFrom(viewer)
    return rows.filter(({ stream }) => !kept.has(stream)).length
  },
  async page(viewer, after) {
    const limit = means.limits.pageSize
    const rows = await means.store.read(mentionsOf(viewer.member, limit + 1, placeIn(after)))
    // Whoever was taken off a case finds no word of theirs in it any more.
    const kept = await sightOf(means).keptFrom(viewer)
    const page = rows.slice(0, limit)
    const shown = page.filter(({ stream }) => !kept.has(stream))
    const found = await Promise.all(shown.map(({ stream }) => means.store.read(caseByStream(stream))))
    const last = page.at(-1)
    const next = rows.length > limit && last !== undefined ? `${last.at}.${last.stream}` : null
    return { items: await rowsOf(means, viewer, found.flat()), next }
  },
  async seen(member, stream) {
    const unseen = await means.store.read(unseenMentions(member))
    if (unseen.some((one) => one.stream === stream))
      await means.store.write([mentionSeen(member, stream, means.clock.now())])
  },
})

/** What a note adds to its own append: who is named in it, and a notice for each of them that says no more than that. */
export async function mentionRows(
  means: Means,
  team: readonly { readonly id: MemberId; readonly name: string; readonly active: boolean }[],
  file: CaseFile,
  by: MemberId,
  text: string,
): Promise<readonly Write[]> {
  const may = await means.store.read(caseMembers(file.stream))
  const named = namedIn(
    text,
    team
      .filter(({ id, active }) => active && id !== by)
      .filter(({ id }) => may.length === 0 || may.some(({ member }) => member === id)),
  )
  if (named.length === 0) return []
  const now = means.clock.now()
  const job = deskJob(means, file.key, {
    id: freshId(means.random),
    lane: 'notice',
    topic: 'member-news',
    stream: file.stream,
    body: { news: 'mentioned', members: named },
  })
  return [
    ...named.map((member) => putMention(member, file.stream, now)),
    // What is practised is news to nobody.
    ...(file.case.practice ? [] : [insertJob(job)]),
  ]
}

function placeIn(after: string | undefined): { at: number; stream: string } {
  const match = /^([0-9]{1,16})\.([a-z0-9-]{1,80})$/i.exec(after ?? '')
  return match === null ? { at: NEVER, stream: '' } : { at: Number(match[1]), stream: match[2] ?? '' }
}
