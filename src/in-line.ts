/** At most `atOnce` at the same time. What waits longer than its patience is not begun, and fails with what that says. */
export type Line = <T>(atOnce: number, work: () => Promise<T>, patience?: Patience) => Promise<T>

export interface Patience {
  readonly milliseconds: number
  late(): Error
}

/**
 * A line in which work waits while so much is under way that more would only hold everything up. First come, first
 * served; work that fails makes room like work that succeeds.
 */
export function line(): Line {
  const waiting: (() => void)[] = []
  let busy = 0
  const turn = (patience: Patience | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const mine = (): void => {
        clearTimeout(timer)
        resolve()
      }
      const timer =
        patience &&
        setTimeout(() => {
          waiting.splice(waiting.indexOf(mine), 1)
          reject(patience.late())
        }, patience.milliseconds)
      waiting.push(mine)
    })
  return async (atOnce, work, patience) => {
    if (busy >= atOnce) await turn(patience)
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
