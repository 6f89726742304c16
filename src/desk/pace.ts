import { performance } from 'node:perf_hooks'

/**
 * Work in the background that must not be felt: it goes in short slices, and steps back where the desk itself is busy.
 */
export interface Pace {
  /** To be awaited before each piece of work. Resolves at once until the slice is over. */
  turn(): Promise<void>
}

/** Milliseconds. As short as a commit takes: most slices then run while the desk waits for its disk. */
const slice = 1
const pauses = { calm: 1, busy: 20 } as const
/** Above this share of its time the event loop has enough to do already. */
const busyFrom = 0.6

export function pace(): Pace {
  let began = performance.now()
  let before = performance.eventLoopUtilization()
  return {
    async turn() {
      if (performance.now() - began < slice) return
      const { utilization } = performance.eventLoopUtilization(before)
      await new Promise((resolve) => setTimeout(resolve, utilization > busyFrom ? pauses.busy : pauses.calm).unref())
      before = performance.eventLoopUtilization()
      began = performance.now()
    },
  }
}
