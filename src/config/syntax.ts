import type { Document, YAMLError } from 'yaml'
import { type Place, pathAt } from './position.ts'
import type { Problem } from './problem.ts'

/** What the YAML reader objects to, in words that say what to do. */
export function syntaxProblems(
  file: string,
  document: Document.Parsed,
  wrong: readonly YAMLError[],
  place: (offset: number) => Place,
): readonly Problem[] {
  const deep = wrong.find((error) => error.code === 'RESOURCE_EXHAUSTION')
  if (deep !== undefined) return [{ file, ...place(deep.pos[0]), text: 'is nested too deeply here' }]
  return wrong.map((error) => {
    const path = error.code === 'DUPLICATE_KEY' ? pathAt(document, error.pos[0]) : undefined
    return { file, ...place(error.pos[0]), path, text: syntaxSentences[error.code] ?? plain(error.message) }
  })
}

/** What a maintainer can do about it, for the mistakes people make. */
const syntaxSentences: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab stands here: indent with spaces',
  DUPLICATE_KEY: 'stands here a second time: keep one of the two',
  BAD_INDENT: 'is not indented like the lines around it',
  BLOCK_AS_IMPLICIT_KEY: 'a second colon in one line: put the text in quotes, or begin a new line',
  MULTILINE_IMPLICIT_KEY: 'a key reaches over several lines: is a colon or a quote missing?',
  MISSING_CHAR: 'something is not closed before here: a quote, a bracket or a brace',
  NON_STRING_KEY: 'a key is a plain word here',
  TAG_RESOLVE_FAILED: 'a tag such as !name has no meaning here: leave it out',
  BAD_DIRECTIVE: 'a directive such as %YAML has no meaning here: leave it out',
  UNEXPECTED_TOKEN: 'was not expected here: put the text in quotes',
}

const plain = (message: string): string => message.split('\n')[0] ?? message
