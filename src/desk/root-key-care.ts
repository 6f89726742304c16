import { findMeta, setMeta } from '../store/meta-rows.ts'
import type { RootKey } from '../store/root-ring.ts'
import { type RootKeyUse, type Rotated, retireRootKey, rootKeyUse, rotateRootKey } from '../store/rotate.ts'
import type { Write } from '../store/store.ts'
import { change, type DeskEvent } from '../team/desk-log.ts'
import { isRefusal, type TeamRefusal } from '../team/refusal.ts'
import { type Consent, consentUsed, rootKeyConsent } from '../team/root-key-consent.ts'
import type { Means } from './means.ts'

/** What the console does with the root key of a desk. Each step that changes something is a fact of the desk. */
export interface RootKeyCare {
  /** As it is now where it comes from. */
  now(): RootKey
  /** Whether the console may do this alone; asks the leads where not. `rotate`, or the id of the one to be retired. */
  consent(to: string, reason: string): Promise<Consent | TeamRefusal>
  rotate(tell: (done: number) => void): Promise<Rotated>
  use(): Promise<readonly RootKeyUse[]>
  retire(id: string): Promise<void>
  /** A paper copy of the newest root key was typed and found right. */
  copied(): Promise<void>
  /** Whether that was done for the very key that wraps what is new. */
  isCopied(): Promise<boolean>
}

export function rootKeyCare(means: Means, root: RootKey): RootKeyCare {
  const context = { ...means, project: '' }
  const note = async (event: DeskEvent, rows: readonly Write[] = [], consented?: string): Promise<void> => {
    const changed = await change(means, null, async () => {
      const used = consented === undefined ? { events: [], rows: [] } : await consentUsed(context, consented)
      return { events: [...used.events, event], rows: [...used.rows, ...rows], answer: {} }
    })
    if (isRefusal(changed)) throw new Error('the console changes its root key without a challenge')
  }
  return {
    now: () => root.fresh(),
    consent: (to, reason) => rootKeyConsent(context, to, reason),
    async rotate(tell) {
      const rotated = await rotateRootKey(means.store, root.fresh(), tell)
      if (rotated.madeNew || rotated.rewrapped > 0)
        await note({ type: 'RootKeyRotated', root: rotated.root }, [], 'rotate')
      return rotated
    },
    use: () => rootKeyUse(means.store, root.fresh()),
    async retire(id) {
      await retireRootKey(means.store, root.fresh(), id)
      await note({ type: 'RootKeyRetired', root: id }, [], id)
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
