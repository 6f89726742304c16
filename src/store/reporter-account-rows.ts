import { z } from 'zod'
import { bytes, int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** Accounts of reporters. Whose address, which passkeys and which reports: all of it lies under the account's own key. */
const accountRow = z.object({ id: text, rev: int, mailbox: text, created_at: int, body: bytes })
export type AccountRecord = z.infer<typeof accountRow>
const ACCOUNT = 'id, rev, mailbox, created_at, body'

/** A mailbox has one account: a second one is a conflict. */
export const insertAccount = (a: Omit<AccountRecord, 'rev'>): Write => ({
  sql: `insert into reporter_account (${ACCOUNT}) values (?1, 1, ?2, ?3, ?4)`,
  params: [a.id, a.mailbox, a.created_at, a.body],
  changes: 1,
})

/** Compare-and-set on the revision that was read. */
export const updateAccount = (was: AccountRecord, mailbox: string, body: Uint8Array): Write => ({
  sql: 'update reporter_account set rev = rev + 1, mailbox = ?3, body = ?4 where id = ?1 and rev = ?2',
  params: [was.id, was.rev, mailbox, body],
  changes: 1,
})

export const findAccount = (id: string): Query<AccountRecord> => ({
  sql: `select ${ACCOUNT} from reporter_account where id = ?1`,
  params: [id],
  row: accountRow,
})

export const accountOfMailbox = (mailbox: string): Query<AccountRecord> => ({
  sql: `select ${ACCOUNT} from reporter_account where mailbox = ?1`,
  params: [mailbox],
  row: accountRow,
})

/** Together with `keys.destroy('person', id)` and the ends of its sessions. */
export const deleteAccount = ({ id, mailbox }: AccountRecord): Write[] => [
  { sql: 'delete from reporter_passkey where account = ?1', params: [id] },
  { sql: 'delete from reporter_code where mailbox = ?1', params: [mailbox] },
  { sql: 'delete from reporter_account where id = ?1', params: [id], changes: 1 },
]

const passkeyRow = z.object({ id: text, account: text, counter: int, created_at: int, used_at: int, body: bytes })
export type ReporterPasskeyRecord = z.infer<typeof passkeyRow>
const PASSKEY = 'id, account, counter, created_at, used_at, body'

export const insertReporterPasskey = (p: ReporterPasskeyRecord): Write => ({
  sql: `insert into reporter_passkey (${PASSKEY}) values (?1, ?2, ?3, ?4, ?5, ?6)`,
  params: [p.id, p.account, p.counter, p.created_at, p.used_at, p.body],
  changes: 1,
})

/** Compare-and-set on the signature counter: one assertion is good for one sign-in (WebAuthn section 6.1.1). */
export const useReporterPasskey = (id: string, wasCounter: number, counter: number, at: number): Write => ({
  sql: 'update reporter_passkey set counter = ?3, used_at = ?4 where id = ?1 and counter = ?2',
  params: [id, wasCounter, counter, at],
  changes: 1,
})

export const deleteReporterPasskey = (id: string, account: string): Write => ({
  sql: 'delete from reporter_passkey where id = ?1 and account = ?2',
  params: [id, account],
  changes: 1,
})

export const findReporterPasskey = (id: string): Query<ReporterPasskeyRecord> => ({
  sql: `select ${PASSKEY} from reporter_passkey where id = ?1`,
  params: [id],
  row: passkeyRow,
})

export const passkeysOfReporter = (account: string): Query<ReporterPasskeyRecord> => ({
  sql: `select ${PASSKEY} from reporter_passkey where account = ?1 order by created_at, id`,
  params: [account],
  row: passkeyRow,
})

const codeRow = z.object({ tag: text, mailbox: text, asked_at: int, tries: int, body: bytes })
export type CodeRecord = z.infer<typeof codeRow>
const CODE = 'tag, mailbox, asked_at, tries, body'

export const insertCode = (c: Omit<CodeRecord, 'tries'>): Write => ({
  sql: `insert into reporter_code (${CODE}) values (?1, ?2, ?3, 0, ?4)`,
  params: [c.tag, c.mailbox, c.asked_at, c.body],
  changes: 1,
})

/** Of two guesses at once, one counts and the other has to come again. */
export const countTry = (c: CodeRecord): Write => ({
  sql: 'update reporter_code set tries = tries + 1 where tag = ?1 and tries = ?2',
  params: [c.tag, c.tries],
  changes: 1,
})

/** It let somebody in, once: what it was and where it went is nowhere any more. */
export const spendCode = (c: CodeRecord): Write => ({
  sql: 'update reporter_code set body = ?3 where tag = ?1 and tries = ?2 and body <> ?3',
  params: [c.tag, c.tries, new Uint8Array()],
  changes: 1,
})

export const findCode = (tag: string): Query<CodeRecord> => ({
  sql: `select ${CODE} from reporter_code where tag = ?1`,
  params: [tag],
  row: codeRow,
})

/** Everything that was asked for this mailbox since then, however its address was typed and in whichever browser. */
export const codesOfMailbox = (mailbox: string, since: number): Query<CodeRecord> => ({
  sql: `select ${CODE} from reporter_code where mailbox = ?1 and asked_at > ?2 order by asked_at`,
  params: [mailbox, since],
  row: codeRow,
})

export const sweepCodes = (before: number): Write => ({
  sql: 'delete from reporter_code where asked_at < ?1',
  params: [before],
})

const togetherRow = z.object({ stream: text, tag: text })

export const tellTogether = (stream: string, tag: string): Write => ({
  sql: 'insert into told_together (stream, tag) values (?1, ?2) on conflict (stream) do update set tag = excluded.tag',
  params: [stream, tag],
})

export const tellApart = (stream: string, tag: string): Write => ({
  sql: 'delete from told_together where stream = ?1 and tag = ?2',
  params: [stream, tag],
})

export const tellAllApart = (tag: string): Write => ({
  sql: 'delete from told_together where tag = ?1',
  params: [tag],
})

/** The others of the same reporter, as far as they said so. */
export const toldTogetherWith = (stream: string): Query<{ stream: string; tag: string }> => ({
  sql: `select other.stream as stream, other.tag as tag from told_together mine
    join told_together other on other.tag = mine.tag
    where mine.stream = ?1 and other.stream <> ?1 order by other.stream limit 100`,
  params: [stream],
  row: togetherRow,
})
