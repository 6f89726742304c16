import { actorText } from '../case/ids.ts'
import { findMeta, setMeta } from '../store/meta-rows.ts'
import { StartRefused } from '../store/start-refused.ts'
import { withLeaf } from './act-leaf.ts'
import type { MemberActor } from './desk.ts'
import type { Means } from './means.ts'
import { type QuietRows, quietRows } from './quiet-rows.ts'

export const quietReasons = ['new-origin', 'restored', 'rollback'] as const
export type QuietReason = (typeof quietReasons)[number]

/**
 * After a restore, with memory that went backwards, and after a start under another name than recorded, intake works
 * while outbox and clockwork hold, until a lead lets them go: a copy of a desk must not speak for it.
 */
export interface Quiet {
  reason(): QuietReason | null
  /** Everything that waits goes out from now on. */
  release(by?: MemberActor): Promise<void>
  readonly rows: QuietRows
  /** Another node may have let it go. */
  look(): Promise<void>
}

export async function quietDesk(
  means: Means,
  start: { readonly accept: boolean; readonly server: boolean },
): Promise<Quiet> {
  const [[known], [held]] = await Promise.all([
    means.store.read(findMeta('origin')),
    means.store.read(findMeta('quiet')),
  ])
  const reasonIn = (value: string | undefined) => quietReasons.find((one) => one === value) ?? null
  let reason: QuietReason | null = reasonIn(held?.value)
  const changed = known !== undefined && hostOf(known.value) !== hostOf(means.origin)
  if (start.server && changed && !start.accept)
    throw new StartRefused(
      'other-origin',
      `This desk is known as ${known.value}, and POSTERN_URL now says ${means.origin}. Passkeys belong to the old name. ` +
        'Start with --accept-new-origin if the change is meant; members then enrol again at the console. Nothing was changed.',
    )
  if (start.server && known?.value !== means.origin) await means.store.write([setMeta('origin', means.origin)])
  if (start.server && changed) {
    reason = 'new-origin'
    await means.store.write([setMeta('quiet', reason)])
  }
  return {
    reason: () => reason,
    rows: quietRows(means),
    async look() {
      reason = reasonIn((await means.store.read(findMeta('quiet')))[0]?.value)
    },
    async release(by) {
      reason = null
      const actor = actorText(by ?? { as: 'desk' })
      await withLeaf(means, { actor, act: 'desk-released', stream: 'desk' }, [setMeta('quiet', '')])
    },
  }
}

const hostOf = (origin: string): string => new URL(origin).hostname
