import type { MemberId } from '../case/ids.ts'
import type { Write } from '../store/store.ts'
import { change, type DeskEvent, type DeskLog } from './desk-log.ts'
import { isRefusal } from './refusal.ts'

/** Facts of the desk that no rule refuses, with the rows that go along. `by` is null at the console. */
export async function record(
  log: DeskLog,
  by: MemberId | null,
  events: readonly DeskEvent[],
  rows: readonly Write[],
): Promise<void> {
  const done = await change(log, by, async () => ({ events, rows, answer: {} }))
  // Alone a challenge that was answered twice is refused, and none is answered here.
  if (isRefusal(done)) throw new Error('a fact without a challenge is not refused')
}
