import { pino } from 'pino'

/**
 * What the web tells the operator, as JSON lines on standard error. A line names the row of the route table and never
 * the address asked for: no case text, no query, no cookie, no visitor's address (ASVS 5.0, 16.2.5).
 */
export interface WebLog {
  request(line: { readonly route: string; readonly method: string; readonly status: number; readonly ms: number }): void
  /** Something of ours broke. The id is all the visitor is told. */
  failure(id: string, route: string, error: unknown): void
  note(event: string, facts?: Readonly<Record<string, string | number | boolean>>): void
}

export function webLog(destination: { write(line: string): void } = process.stderr, level = 'info'): WebLog {
  const log = pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination)
  return {
    request: (line) => log.debug(line, 'request'),
    failure: (id, route, error) => log.error({ id, route, ...harmless(error) }, 'failure'),
    note: (event, facts) => log.info(facts ?? {}, event),
  }
}

/**
 * The message of an error may repeat what somebody typed (a JSON parser does), so it stays out; the name, the code and
 * the lines of our own program tell where to look.
 */
function harmless(error: unknown, depth = 0): object {
  if (!(error instanceof Error)) return { error: typeof error }
  const code = 'code' in error && typeof error.code === 'string' && plain.test(error.code) ? { code: error.code } : {}
  // The message stands in front of the lines of our program, and may have lines that look like them.
  const stack = (error.stack ?? '')
    .replace(error.message, '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
  const cause = error.cause === undefined || depth > 2 ? {} : { cause: harmless(error.cause, depth + 1) }
  return {
    error: plain.test(error.name) ? error.name : 'Error',
    ...code,
    at: stack.map((line) => line.trim()),
    ...cause,
  }
}

/** A word of ours or of a library's: nothing that anybody typed. */
const plain = /^[\w.-]{1,60}$/
