import { dropMeta, findMeta, setMeta } from '../store/meta-rows.ts'
import type { Write } from '../store/store.ts'
import type { Means } from './means.ts'
import { type Rounds, rounds } from './rounds.ts'

/**
 * A key that was destroyed has to be forgotten by every process that unwrapped it, and its bytes have to leave the files
 * of the store. Both are asked for in the append that destroys it, so that no crash in between forgets to forget.
 */

/** Rows that go along with the destroying. `mark` differs each time: what was destroyed. */
export const forgetSoon = (mark: string): Write[] => [setMeta(DESTROYED, mark), setMeta(TO_OVERWRITE, mark)]

/** Whether the bytes of what was destroyed are in no file of the store any more. */
export async function forgottenNow({ store, note }: Pick<Means, 'store' | 'note'>): Promise<boolean> {
  const [due] = await store.read(findMeta(TO_OVERWRITE))
  if (due === undefined) return true
  const overwritten = await store.forgetDeleted()
  // A key that was destroyed meanwhile has left its own mark, and is looked after in the next round.
  if (overwritten) await store.write([dropMeta(TO_OVERWRITE, due.value)])
  else note('destroyed-keys-wait', {})
  return overwritten
}

const DESTROYED = 'key-destroyed'
const TO_OVERWRITE = 'key-to-overwrite'
const often = 15_000

/** Another process destroyed a key: what this one unwrapped is dropped, and what it indexed is looked through again. */
export function forgetsWithOthers(
  means: Pick<Means, 'store' | 'keys' | 'clock' | 'note'>,
  changed: () => void,
): Pick<Rounds, 'stop' | 'run'> & { start(): void } {
  let known: string | null | undefined
  const look = rounds(means, 'forgetting', async () => {
    const [row] = await means.store.read(findMeta(DESTROYED))
    const mark = row?.value ?? null
    if (known !== undefined && known !== mark) {
      means.keys.forgetAll()
      changed()
    }
    known = mark
  })
  return {
    ...look,
    start() {
      void look.run().catch(() => undefined)
      look.every(often)
    },
  }
}
