/**
 * Whoever adds to the same chain on one node waits in line, so that nobody computes a link that is overtaken. Between
 * nodes the database decides, and who loses there tries once more.
 */
export function streamLocks(): <T>(streams: readonly string[], work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()

  async function held<T>(streams: readonly string[], work: () => Promise<T>): Promise<T> {
    const [stream, ...rest] = streams
    if (stream === undefined) return work()
    const mine = (last.get(stream) ?? Promise.resolve()).then(
      () => held(rest, work),
      () => held(rest, work),
    )
    last.set(stream, mine)
    try {
      return await mine
    } finally {
      if (last.get(stream) === mine) last.delete(stream)
    }
  }

  // In one order, so that no two wait for each other.
  return (streams, work) => held([...new Set(streams)].sort(), work)
}
