/**
 * Whoever comes to the same case waits in line: within one process nobody loses a race again and again. Between
 * processes the store decides, and who loses there tries once more.
 */
export function turns(): <T>(of: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return async (of, work) => {
    const mine = (last.get(of) ?? Promise.resolve()).then(work, work)
    last.set(of, mine)
    try {
      return await mine
    } finally {
      if (last.get(of) === mine) last.delete(of)
    }
  }
}
