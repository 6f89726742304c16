import type { Check } from './health.ts'
import type { Means } from './means.ts'
import { rounds } from './rounds.ts'

/** What a running desk found wrong with itself when it last looked, so that the team reads of it where they work. */
export interface HealthWatch {
  wrong(): readonly Check[]
  look(): Promise<void>
  start(): void
  stop(): Promise<void>
}

const minute = 60_000

export function healthWatch(
  means: Pick<Means, 'clock' | 'note'>,
  health: () => Promise<readonly Check[]>,
): HealthWatch {
  let wrong: readonly Check[] = []
  const { run, every, stop } = rounds(means, 'health', async () => {
    wrong = (await health()).filter(({ ok }) => !ok)
  })
  return { wrong: () => wrong, look: run, start: () => every(minute), stop }
}
