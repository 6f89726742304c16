/** The same pieces, counted on their way. */
export async function* counting(pieces: AsyncIterable<Uint8Array>, into: { bytes: number }): AsyncIterable<Uint8Array> {
  for await (const piece of pieces) {
    into.bytes += piece.length
    yield piece
  }
}
