/**
 * A line in which work waits while so much is under way that more would only hold everything up. First come, first
 * served; work that fails makes room like work that succeeds.
 */
export function line(): <T>(atOnce: number, work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let busy = 0
  return async (atOnce, work) => {
    if (busy >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
    else busy += 1
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) busy -= 1
      else next()
    }
  }
}
