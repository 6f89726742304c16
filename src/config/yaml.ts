import { isUtf8 } from 'node:buffer'
import { type Document, LineCounter, parseAllDocuments, visit } from 'yaml'
import { offsetOf, type Place, placeOf } from './position.ts'
import type { Problem } from './problem.ts'
import { syntaxProblems } from './syntax.ts'

/** YAML as a value that still knows where each part of it stands. */
export interface Located {
  readonly value: unknown
  /** Where the value of a path stands, or the nearest part around it that exists. */
  at(path: readonly PropertyKey[]): Place
  /** Where these signs stand in the value of a path. */
  within(path: readonly PropertyKey[], signs: string): Place
  /** Where a key itself stands. */
  atKey(path: readonly PropertyKey[]): Place
}

/** More than any policy needs, and small enough that nobody waits for it. */
const mostBytes = 256 * 1_024
const mostAliases = 50

export function readYaml(file: string, bytes: Uint8Array): Located | readonly Problem[] {
  if (bytes.length > mostBytes)
    return [{ file, text: `is larger than ${mostBytes / 1_024} KiB: is this the right file?` }]
  if (!isUtf8(bytes)) return [notUtf8(file, bytes)]
  const lines = new LineCounter()
  const text = new TextDecoder().decode(bytes)
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    merge: false,
    prettyErrors: false,
    resolveKnownTags: false,
    schema: 'core',
    stringKeys: true,
    logLevel: 'silent',
  })
  const document = documents[0]
  if (document === undefined || !('errors' in document)) return located(undefined, undefined, lines, text)
  const place = (offset: number): Place => placeOf(lines, offset)
  const second = documents[1]
  if (second !== undefined)
    return [{ file, ...place(second.range[0]), text: 'a second document begins here: keep everything in one' }]
  const wrong = [...document.errors, ...document.warnings]
  if (wrong.length > 0) return syntaxProblems(file, document, wrong, place)
  return valued(file, document, lines, text)
}

function valued(
  file: string,
  document: Document.Parsed,
  lines: LineCounter,
  text: string,
): Located | readonly Problem[] {
  const broken = brokenAlias(document)
  if (broken !== undefined) {
    return [
      {
        file,
        ...placeOf(lines, broken.offset),
        text: `*${broken.name} refers to nothing: no earlier value is marked &${broken.name}`,
      },
    ]
  }
  try {
    return located(document, document.toJS({ maxAliasCount: mostAliases }), lines, text)
  } catch (cause) {
    if (!(cause instanceof ReferenceError)) throw cause
    const offset = firstAlias(document) ?? 0
    return [
      {
        file,
        ...placeOf(lines, offset),
        text: 'too many references (*name) to other parts of the file: write these values out',
      },
    ]
  }
}

function located(document: Document.Parsed | undefined, value: unknown, lines: LineCounter, text: string): Located {
  return {
    value,
    at: (path) => placeOf(lines, offsetOf(document, path, false)),
    within(path, signs) {
      const from = offsetOf(document, path, false)
      return placeOf(lines, Math.max(from, text.indexOf(signs, from)))
    },
    atKey: (path) => placeOf(lines, offsetOf(document, path, true)),
  }
}

function notUtf8(file: string, bytes: Uint8Array): Problem {
  let line = 1
  let start = 0
  for (let end = bytes.indexOf(10); end !== -1 && isUtf8(bytes.subarray(start, end)); end = bytes.indexOf(10, start)) {
    line += 1
    start = end + 1
  }
  const column = new TextDecoder().decode(bytes.subarray(start)).indexOf('\uFFFD') + 1
  return { file, line, column, text: 'is not UTF-8 from here on: save the file as UTF-8' }
}

function firstAlias(document: Document.Parsed): number | undefined {
  let offset: number | undefined
  visit(document, {
    Alias(_, alias) {
      offset = alias.range?.[0]
      return visit.BREAK
    },
  })
  return offset
}

function brokenAlias(document: Document.Parsed): { name: string; offset: number } | undefined {
  let broken: { name: string; offset: number } | undefined
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return undefined
      broken = { name: alias.source, offset: alias.range?.[0] ?? 0 }
      return visit.BREAK
    },
  })
  return broken
}
