import { z } from 'zod'
import { int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** The printed code of whoever lost their passkeys, by keyed tag. One for each member. */
const recoveryCodeRow = z.object({ member: text, tag: text, created_at: int })
export type RecoveryCodeRecord = z.infer<typeof recoveryCodeRow>

/** A new code voids the one before. */
export const putRecoveryCode = (member: string, tag: string, at: number): Write => ({
  sql:
    'insert into recovery_code (member, tag, created_at) values (?1, ?2, ?3) ' +
    'on conflict (member) do update set tag = excluded.tag, created_at = excluded.created_at',
  params: [member, tag, at],
  changes: 1,
})

/** Works once; a second use of the same code is a conflict. */
export const useRecoveryCode = (tag: string): Write => ({
  sql: 'delete from recovery_code where tag = ?1',
  params: [tag],
  changes: 1,
})

export const dropRecoveryCode = (member: string): Write => ({
  sql: 'delete from recovery_code where member = ?1',
  params: [member],
})

export const findRecoveryCode = (tag: string): Query<RecoveryCodeRecord> => ({
  sql: 'select member, tag, created_at from recovery_code where tag = ?1',
  params: [tag],
  row: recoveryCodeRow,
})

export const recoveryCodeOf = (member: string): Query<RecoveryCodeRecord> => ({
  sql: 'select member, tag, created_at from recovery_code where member = ?1',
  params: [member],
  row: recoveryCodeRow,
})
