import { z } from 'zod'
import { int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** Every policy that a case ever came under, by the digest of its canonical text. Public. */
const policyRow = z.object({ digest: text, at: int, body: text })
export type PolicyRecord = z.infer<typeof policyRow>

/** The text of a digest never changes, so a second one is left out. */
export const insertPolicy = (digest: string, body: string, at: number): Write => ({
  sql: 'insert into policy (digest, at, body) values (?1, ?2, ?3) on conflict (digest) do nothing',
  params: [digest, at, body],
})

export const findPolicy = (digest: string): Query<PolicyRecord> => ({
  sql: 'select digest, at, body from policy where digest = ?1',
  params: [digest],
  row: policyRow,
})
