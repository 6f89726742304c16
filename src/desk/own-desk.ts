import { z } from 'zod'
import type { MemberId, Millis } from '../case/ids.ts'
import { findOwn, putOwn } from '../store/own-desk-rows.ts'
import { openJson, type Place, sealJson } from '../store/seal.ts'
import { freshId } from './fresh.ts'
import type { Means } from './means.ts'

/** What each member sets up for their own eyes and hands. Nobody else sees any of it. */
export interface OwnDesk {
  of(member: MemberId): Promise<Own>
  setKeys(member: MemberId, on: boolean): Promise<void>
  /** A view of the same name takes the place of the one before. False where there is no room for another one. */
  keepView(member: MemberId, view: Omit<SavedView, 'id'>): Promise<boolean>
  dropView(member: MemberId, id: string): Promise<void>
  /** From now on "since I was last here" begins at this moment; never earlier than before. */
  wasHere(member: MemberId, at: Millis): Promise<void>
}

const own = z.strictObject({
  /** Single letters press what the page shows (WCAG 2.2, 2.1.4: they can be switched off). */
  keys: z.boolean(),
  views: z.array(z.strictObject({ id: z.string(), name: z.string(), query: z.string() })),
  /** Until when this member has seen what was new; 0 where they never said so. */
  hereAt: z.number(),
})
export type Own = Readonly<z.infer<typeof own>>
export type SavedView = Own['views'][number]

/** More would be a list to be searched, and not a press. */
export const mostViews = 20

const untouched: Own = { keys: true, views: [], hereAt: 0 }

export function ownDesk(means: Means): OwnDesk {
  async function read(member: MemberId): Promise<{ rev: number; own: Own }> {
    const [record] = await means.store.read(findOwn(member))
    if (record === undefined) return { rev: 0, own: untouched }
    return { rev: record.rev, own: openJson(await means.keys.desk(), place(member), record.body, own) }
  }

  /** Reads, changes and writes; whoever was overtaken by another tab looks again. */
  async function change(member: MemberId, next: (own: Own) => Own): Promise<void> {
    for (let tries = 0; tries < 8; tries++) {
      const was = await read(member)
      const is = next(was.own)
      if (is === was.own) return
      const body = sealJson(await means.keys.desk(), place(member), is)
      const written = await means.store.write([putOwn(member, was.rev, body)])
      if (written.result === 'committed') return
    }
  }

  return {
    of: async (member) => (await read(member)).own,
    setKeys: (member, on) => change(member, (was) => (was.keys === on ? was : { ...was, keys: on })),
    async keepView(member, view) {
      let kept = true
      await change(member, (was) => {
        const others = was.views.filter(({ name }) => name !== view.name)
        kept = others.length < mostViews
        return kept ? { ...was, views: [...others, { id: freshId(means.random), ...view }] } : was
      })
      return kept
    },
    dropView: (member, id) => change(member, (was) => ({ ...was, views: was.views.filter((view) => view.id !== id) })),
    wasHere: (member, at) => change(member, (was) => (at > was.hereAt ? { ...was, hereAt: at } : was)),
  }
}

const place = (row: string): Place => ({ at: 'own_desk.body', row, stream: 'desk', v: 1 })
