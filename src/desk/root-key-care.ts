import { findMeta, setMeta } from '../store/meta-rows.ts'
import type { RootKey } from '../store/root-ring.ts'
import { type RootKeyUse, type Rotated, retireRootKey, rootKeyUse, rotateRootKey } from '../store/rotate.ts'
import { change, type DeskEvent } from '../team/desk-log.ts'
import { isRefusal } from '../team/refusal.ts'
import type { Means } from './means.ts'

/** What the console does with the root key of a desk. Each step that changes something is a fact of the desk. */
export interface RootKeyCare {
  /** As it is now where it comes from. */
  now(): RootKey
  rotate(tell: (done: number) => void): Promise<Rotated>
  use(): Promise<readonly RootKeyUse[]>
  retire(id: string): Promise<void>
  /** A paper copy of the newest root key was typed and found right. */
  copied(): Promise<void>
  /** Whether that was done for the very key that wraps what is new. */
  isCopied(): Promise<boolean>
}

export function rootKeyCare(means: Means, root: RootKey): RootKeyCare {
  const note = async (event: DeskEvent, rows: readonly ReturnType<typeof setMeta>[] = []): Promise<void> => {
    const changed = await change(means, null, async () => ({ events: [event], rows, answer: {} }))
    if (isRefusal(changed)) throw new Error('the console changes its root key without a challenge')
  }
  return {
    now: () => root.fresh(),
    async rotate(tell) {
      const rotated = await rotateRootKey(means.store, root.fresh(), tell)
      if (rotated.madeNew || rotated.rewrapped > 0) await note({ type: 'RootKeyRotated', root: rotated.root })
      return rotated
    },
    use: () => rootKeyUse(means.store, root.fresh()),
    async retire(id) {
      await retireRootKey(means.store, root.fresh(), id)
      await note({ type: 'RootKeyRetired', root: id })
    },
    async copied() {
      const { id } = root.fresh().current
      await note({ type: 'RootKeyCopied', root: id }, [setMeta('key-copied', id)])
    },
    async isCopied() {
      const [row] = await means.store.read(findMeta('key-copied'))
      return row?.value === root.fresh().current.id
    },
  }
}
