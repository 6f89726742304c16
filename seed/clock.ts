import type { Clock } from '../src/desk/means.ts'

/** A clock that stands still until the story moves it. */
export interface StoryClock extends Clock {
  /** Forward to this moment. Never back: what happened stays happened. */
  to(at: number): void
  /** The wall clock is set by hand, while the machine itself noticed no such time pass. */
  jump(milliseconds: number): void
}

export function storyClock(start: number): StoryClock {
  let now = start
  let steady = 0
  return {
    now: () => now,
    steady: () => steady,
    // Nothing wakes up by itself: the story looks at what is due when it comes to it.
    every: () => ({ stop: () => undefined }),
    to(at) {
      if (at < now) throw new Error('a story is told forward')
      steady += at - now
      now = at
    },
    jump(milliseconds) {
      now += milliseconds
    },
  }
}
