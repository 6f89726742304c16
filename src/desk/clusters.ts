import { randomUUID } from 'node:crypto'
import { seenBy } from '../case/allowed.ts'
import type { Case } from '../case/case.ts'
import { actorText, type CaseNumber, type Millis } from '../case/ids.ts'
import { type Refusal, refuse } from '../case/refusal.ts'
import { type CaseFile, readCase } from './case-file.ts'
import { type Spreading, spreading, tellFollowers } from './cluster.ts'
import type { Done, MemberActor } from './desk.ts'
import { aboveOf, followersOf } from './main-case.ts'
import type { Viewer } from './many-cases.ts'
import type { Means } from './means.ts'
import { noteRead } from './read-leaf.ts'
import { seenPart } from './seen-part.ts'
import { sightOf } from './sight.ts'
import type { WritePath } from './write-path.ts'

/** Everybody who reported the same, with the case that stands for all of them. */
export interface Clusters {
  /** One page of those who follow this case, in the order in which they were linked. */
  look(viewer: Viewer, number: CaseNumber, after: number): Promise<ClusterPage | undefined>
  /** The same words to each of them, in their own threads; kept with the main case as a note. */
  tell(
    actor: MemberActor,
    number: CaseNumber,
    ask: { readonly id: string; readonly text: string },
  ): Promise<Done | Refusal>
}

export interface ClusterPage {
  readonly items: readonly Follower[]
  readonly of: number
  /** So many more follow by way of one of these. */
  readonly further: number
  /** The case that this one follows itself, with all of them. */
  readonly follows: CaseNumber | null
  /** From where the next page goes on. */
  readonly next: number | null
  /** Decisions that are still on their way to all of them. */
  readonly spreading: readonly Spreading[]
}

export interface Follower {
  readonly number: CaseNumber
  readonly title: string
  readonly receivedAt: Millis
  /** How many reports follow this one. */
  readonly followers: number
  readonly credit: 'named' | 'anonymous' | 'none' | 'asked' | 'not-asked' | 'nobody'
}

export const followersShown = 50

export const clustersOf = (
  means: Means,
  path: WritePath,
  find: {
    toAct(actor: MemberActor, number: CaseNumber): Promise<CaseFile | undefined>
    toLook(viewer: Viewer, number: CaseNumber): Promise<CaseFile | undefined>
  },
): Clusters => ({
  async look(viewer, number, after) {
    const file = await find.toLook(viewer, number)
    if (file === undefined) return undefined
    await noteRead(means, file, actorText(viewer), 'list-read')
    const kept = await sightOf(means).keptFrom(viewer)
    const { duplicates } = seenPart(file.case, kept)
    const all = (await followersOf(means, file.case)).filter((one) => !kept.has(one.case))
    const shown = duplicates.slice(after, after + followersShown)
    const items = await Promise.all(shown.map(async ({ case: stream }) => readCase(means.store, means.keys, stream)))
    const head = (await aboveOf(means, file))?.head
    return {
      items: items.flatMap((one) =>
        one === undefined || !seenBy(one.case, viewer.member) ? [] : [followerOf(seenPart(one.case, kept))],
      ),
      of: duplicates.length,
      further: all.length - duplicates.length,
      follows: head === undefined || kept.has(head.stream) ? null : head.case.number,
      next: after + followersShown < duplicates.length ? after + followersShown : null,
      spreading: await spreading(means, file, kept),
    }
  },

  async tell(actor, number, { id, text }) {
    const file = await find.toAct(actor, number)
    if (file === undefined) return refuse('no-such-case')
    const note = `To everybody who follows this case:\n\n${text}`
    return path.give(
      actor,
      file.stream,
      { type: 'AddNote', id: id === '' ? randomUUID() : id, text: note, files: [] },
      async (now) =>
        seenPart(now.case, await sightOf(means).keptFrom(actor)).duplicates.length === 0
          ? refuse('nobody-follows')
          : { rows: [tellFollowers(means, now, actor.member, text)] },
    )
  },
})

const followerOf = (of: Case): Follower => ({
  number: of.number,
  title: of.report.title,
  receivedAt: of.receivedAt,
  followers: of.duplicates.length,
  credit:
    of.reporter === null
      ? 'nobody'
      : (of.credit.as ?? (of.credit.askedAt === null ? ('not-asked' as const) : ('asked' as const))),
})
