/** The same pieces, the first of which is there already: what cannot be read at all fails here and not in the middle. */
export async function begunReading(source: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const pieces = source[Symbol.asyncIterator]()
  let first: IteratorResult<Uint8Array> | null = await pieces.next()
  const rest: AsyncIterator<Uint8Array> = {
    async next() {
      const piece = first ?? (await pieces.next())
      first = null
      return piece
    },
    // Also where nobody ever took the first piece: the file must not stay open.
    async return() {
      await pieces.return?.()
      return { done: true, value: undefined }
    },
  }
  return { [Symbol.asyncIterator]: () => rest }
}
