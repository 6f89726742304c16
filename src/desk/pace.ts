import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'

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
/** Above this share of its time the event loop has work of its own to do, not counting these slices. */
const busyFrom = 0.25
/** How much the newest pause says about how busy the desk is. */
const newest = 0.2

export function pace(): Pace {
  let began = performance.now()
  let busy = 0
  return {
    async turn() {
      if (performance.now() - began < slice) return
      const before = performance.eventLoopUtilization()
      await sleep(busy > busyFrom ? pauses.busy : pauses.calm, undefined, { ref: false })
      const { utilization } = performance.eventLoopUtilization(before)
      busy += newest * (utilization - busy)
      began = performance.now()
    },
  }
}
