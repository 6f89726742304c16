import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type LineCounter, visit } from 'yaml'

export interface Place {
  readonly line: number
  readonly column: number
}

export const placeOf = (lines: LineCounter, offset: number): Place => {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(1, line), column: Math.max(1, col) }
}

/** Follows a path as far as it exists. A key whose value is empty stands for that value. */
export function offsetOf(document: Document.Parsed | undefined, path: readonly PropertyKey[], key: boolean): number {
  let node: unknown = document?.contents
  let offset = startOf(node) ?? 0
  for (const [depth, name] of path.entries()) {
    if (isAlias(node) && document !== undefined) node = node.resolve(document)
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(name))
      if (pair === undefined) return offset
      const last = depth === path.length - 1
      const keyStart = startOf(pair.key) ?? offset
      const value = pair.value
      offset = last && key ? keyStart : isEmpty(value) ? keyStart : (startOf(value) ?? keyStart)
      node = value
    } else if (isSeq(node)) {
      node = node.items[Number(name)]
      offset = startOf(node) ?? offset
    } else return offset
  }
  return offset
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined)
const isEmpty = (node: unknown): boolean => node === null || (isScalar(node) && node.value === null && !node.source)

/** The path of the key that begins at `offset`. */
export function pathAt(document: Document.Parsed, offset: number): string | undefined {
  let found: string | undefined
  visit(document, {
    Pair(_, pair, parents) {
      if (startOf(pair.key) !== offset) return undefined
      const names = [...parents, pair].flatMap((part, index, all) => nameOf(part, all[index + 1]))
      found = names.join('.')
      return visit.BREAK
    },
  })
  return found
}

function nameOf(part: unknown, next: unknown): string[] {
  if (isSeq(part)) return [String(part.items.indexOf(next))]
  if (typeof part === 'object' && part !== null && 'key' in part && isScalar(part.key)) return [String(part.key.value)]
  return []
}
