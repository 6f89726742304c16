/** Lets a few in at the same time, and the others after them. */
export interface FewAtOnce {
  /** Whoever is let in leaves after `work`, or earlier where it takes its time. */
  run<T>(work: () => Promise<T>): Promise<T>
}

export function fewAtOnce(most: number, patience: number): FewAtOnce {
  const waiting: (() => void)[] = []
  let inside = 0

  function leave(): void {
    const next = waiting.shift()
    if (next === undefined) inside -= 1
    else next()
  }

  return {
    async run(work) {
      if (inside < most) inside += 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      let left = false
      const once = () => {
        if (!left) leave()
        left = true
      }
      const slow = setTimeout(once, patience)
      slow.unref()
      try {
        return await work()
      } finally {
        clearTimeout(slow)
        once()
      }
    },
  }
}
