import type { Means } from './means.ts'

/** Work that comes round behind the requests: never twice at the same time, and a round that fails is noted and over. */
export interface Rounds {
  /** One round, after the one that is under way. */
  run(): Promise<void>
  /** A round each time this long has passed. */
  every(milliseconds: number): void
  /** One round once this long has passed. */
  after(milliseconds: number): void
  /** No more rounds; resolves when the one that is under way is over. */
  stop(): Promise<void>
}

export function rounds(
  { clock, note }: Pick<Means, 'clock' | 'note'>,
  name: string,
  round: () => Promise<void>,
): Rounds {
  const timers: { stop(): void }[] = []
  let running: Promise<void> = Promise.resolve()
  const run = (): Promise<void> => {
    running = running.then(round, round)
    return running
  }
  const alone = () =>
    void run().catch((error: unknown) => note(`${name}-failed`, { error: String((error as Error).name) }))
  return {
    run,
    every: (milliseconds) => void timers.push(clock.every(milliseconds, alone)),
    after(milliseconds) {
      const timer = clock.every(milliseconds, () => {
        timer.stop()
        alone()
      })
      timers.push(timer)
    },
    async stop() {
      for (const timer of timers) timer.stop()
      await running.catch(() => undefined)
    },
  }
}
