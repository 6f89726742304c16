/** What went wrong, by SQLSTATE (PostgreSQL, appendix A) or by the error of the socket. */
export type PostgresTrouble =
  /** A unique key stands in the way. */
  | 'unique'
  /** Nothing is wrong with it; run again, it may go through. */
  | 'again'
  /** No connection, or none to a server that writes. */
  | 'gone'
  | 'full'
  | 'busy'
  | 'io'
  /** A statement that cannot run: our bug, not the world's. */
  | 'other'

export function troubleOfPostgres(error: unknown): PostgresTrouble {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  if (typeof code !== 'string') return typeof message === 'string' && lost.test(message) ? 'gone' : 'other'
  return states[code] ?? classes[code.slice(0, 2)] ?? (/^E[A-Z_]+$/.test(code) ? 'gone' : 'other')
}

/** The table whose unique key stood in the way. */
export const tableOf = (error: unknown): string | undefined => (error as { table?: string } | null)?.table

/** What the driver says without a code. */
const lost =
  /^(Connection terminated|timeout (exceeded|expired)|Client (has encountered|was closed)|The server does not support SSL)/

const states: Readonly<Record<string, PostgresTrouble>> = {
  '23505': 'unique',
  '40001': 'again',
  '40P01': 'again',
  // A prepared statement that is gone, or whose plan is: the next connection prepares it anew.
  '26000': 'again',
  '0A000': 'again',
  '25006': 'gone',
  '25P03': 'gone',
  '25P04': 'gone',
  '55P03': 'busy',
  '57014': 'busy',
  '53100': 'full',
  '58030': 'io',
}

const classes: Readonly<Record<string, PostgresTrouble>> = {
  '08': 'gone',
  '53': 'busy',
  '57': 'gone',
  '58': 'io',
  XX: 'io',
}
