/** So many files are under way at once: one is read while another waits for the disk. */
const WIDTH = 4

/** Does `work` with each, a few at a time. The first failure ends it, once what is under way has ended. */
export async function sideBySide<One>(all: Iterable<One>, work: (one: One) => Promise<void>): Promise<void> {
  const left = all[Symbol.iterator]()
  let failed = false
  const worker = async (): Promise<void> => {
    for (let next = left.next(); !failed && !next.done; next = left.next()) {
      await work(next.value).catch((error: unknown) => {
        failed = true
        throw error
      })
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: WIDTH }, worker))
  for (const one of ended) if (one.status === 'rejected') throw one.reason
}
