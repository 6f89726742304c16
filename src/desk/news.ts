import type { CaseNumber, MemberId, Millis } from '../case/ids.ts'
import { caseByStream, changedSince } from '../store/inbox-rows.ts'
import type { MemberActor } from './desk.ts'
import type { Means } from './means.ts'
import { namedCase } from './sight.ts'

/**
 * Tells open pages that there is something new: how many, and how far a case has come, never what. It looks only while
 * somebody listens; other processes and nodes write too, so it looks at the store and not at who wrote here.
 */
export interface News {
  /** What came and what changed after this moment. */
  inbox(viewer: MemberActor, since: Millis): Promise<InboxNews>
  /** How far the facts of this case go; `undefined` where this member may not see it. */
  headOf(viewer: MemberActor, number: CaseNumber): Promise<number | undefined>
  /** `undefined` where this member, or the desk, listens in too many places already. */
  listen(listener: Listener): { stop(): void } | undefined
  /** One look for everybody who listens. */
  look(): Promise<void>
  close(): void
}

/** At most `mostNews` each: whoever was away so long reads the list itself. */
export interface InboxNews {
  readonly fresh: number
  readonly changed: number
}

export const mostNews = 99

export interface Listener {
  readonly member: MemberId
  /** Asked before everything that is told: a session that ended or a member who left hears no more. */
  still(): Promise<boolean>
  /** Looks, and tells where there is something new. */
  look(): Promise<void>
  /** Says that the line is open, so that no proxy closes it. */
  beat(): void
  end(): void
}

/** Whoever may not listen any more is cut off within a second (security notes, abuse case 40). */
const everyMs = 500
/** Proxies close what stays silent for a minute; this server itself after `idleSeconds`. */
const beatMs = 10_000

export function news(means: Means): News {
  const listeners = new Set<Listener>()
  let watch: { stop(): void } | null = null
  let beatAt = 0
  let looking: Promise<void> | null = null

  /** A look that takes longer than its turn is not begun twice. */
  const look = (): Promise<void> => {
    looking ??= once().finally(() => {
      looking = null
    })
    return looking
  }

  async function once(): Promise<void> {
    const beats = means.clock.steady() - beatAt >= beatMs
    if (beats) beatAt = means.clock.steady()
    await Promise.all([...listeners].map((listener) => one(listener, beats)))
  }

  async function one(listener: Listener, beats: boolean): Promise<void> {
    try {
      if (!(await listener.still())) return leave(listener, true)
      await listener.look()
      if (beats) listener.beat()
    } catch (error) {
      // Whether this one may still listen could not be asked: then they may not.
      means.note('news-failed', { error: String((error as Error).name) })
      leave(listener, true)
    }
  }

  function leave(listener: Listener, told: boolean): void {
    if (!listeners.delete(listener)) return
    if (told) listener.end()
    if (listeners.size > 0) return
    watch?.stop()
    watch = null
  }

  return {
    async inbox({ member }, since) {
      const rows = await means.store.read(changedSince(member, since, mostNews))
      const fresh = rows.filter(({ created_at }) => created_at > since).length
      return { fresh, changed: rows.length - fresh }
    },
    async headOf(viewer, number) {
      const stream = await namedCase(means, viewer, number)
      return stream === undefined ? undefined : (await means.store.read(caseByStream(stream)))[0]?.head_seq
    },
    listen(listener) {
      const { listeners: most, listenersPerMember } = means.limits
      const own = [...listeners].filter(({ member }) => member === listener.member).length
      if (listeners.size >= most || own >= listenersPerMember) return undefined
      listeners.add(listener)
      watch ??= means.clock.every(everyMs, () => void look())
      return { stop: () => leave(listener, false) }
    },
    look,
    close() {
      for (const listener of listeners) leave(listener, true)
    },
  }
}
