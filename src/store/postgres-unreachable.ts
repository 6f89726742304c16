import { troubleOfPostgres } from './postgres-trouble.ts'
import type { PostgresTarget } from './postgres-url.ts'
import { StartRefused } from './start-refused.ts'

/** What an operator reads where the database cannot be used; a bug of ours stays what it is. */
export function unreachable({ shown }: PostgresTarget, cause: unknown): unknown {
  const why = whyUnreachable(cause)
  return why === undefined
    ? cause
    : new StartRefused('database-unreachable', `The database ${shown} cannot be used: ${why}. Nothing was changed.`, {
        cause,
      })
}

/** Waiting does not help: only whoever wrote DATABASE_URL does. */
export const isForGood = (error: unknown): boolean =>
  codeOf(error) in certificates || said.some(([words]) => words.test(messageOf(error)))

function whyUnreachable(cause: unknown): string | undefined {
  const code = codeOf(cause)
  const known = reasons[code] ?? certificates[code] ?? said.find(([words]) => words.test(messageOf(cause)))?.[1]
  if (known !== undefined) return known
  if (troubleOfPostgres(cause) === 'gone') return `it does not answer (${code || 'no connection'})`
  if (/^[0-9A-Z]{5}$/.test(code)) return `it answers with the error ${code}; its own log says more`
  return code === '' ? undefined : `there is no connection to it (${code})`
}

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code ?? '')
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '')

/** What the driver says without a code. */
const said: readonly (readonly [RegExp, string])[] = [
  [/^SASL: .*client password must be/, 'it asks for a password, and DATABASE_URL has none'],
  [
    /^The server does not support SSL/,
    'it does not speak TLS, which sslmode asks for; switch it on there, or say sslmode=disable where nobody else is on that network',
  ],
]

/** By SQLSTATE. The server's own words may name more than a log should hold. */
const reasons: Readonly<Record<string, string>> = {
  '28P01': 'it does not accept the user and the password of DATABASE_URL',
  '28000':
    'it does not let the user of DATABASE_URL in like this (pg_hba.conf); some want TLS (sslmode=verify-full), or a certificate of the desk (sslcert, sslkey)',
  '3D000': 'there is no such database; make it with createdb',
  '42501': 'the user of DATABASE_URL lacks a right; it has to own the database or its schema',
  '53300': 'it has no connection left for this desk; see max_connections there, and "pool" in DATABASE_URL',
  ENOTFOUND: 'no machine of that name is known (ENOTFOUND)',
}

const unknownAuthority =
  'its certificate is signed by an authority that this desk does not know; name the right one as sslrootcert'

/** By the code of OpenSSL. */
const certificates: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name than the one in DATABASE_URL',
  CERT_HAS_EXPIRED: 'its certificate has expired',
}
