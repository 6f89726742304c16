import { z } from 'zod'
import { insertRows, int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/**
 * Need-to-know, as a projection of the facts: a case with rows here is seen by the members they name and by nobody
 * else; a case without any is the whole team's.
 */
const PRACTICE = 'practice'
const streamRow = z.object({ stream: text })
const memberRow = z.object({ member: text })
const countRow = z.object({ value: text, n: int })

/** A condition on rows of cases for what this member may see; the placeholder stands for the member. */
export const seenBy = (member: string, of: 'case_inbox' | 'leaf' = 'case_inbox'): string =>
  `(not exists (select 1 from case_member where case_member.stream = ${of}.stream) or exists (select 1 from case_member where case_member.stream = ${of}.stream and case_member.member = ${member}))`

/** `null`: everybody. */
export const putCaseMembers = (stream: string, members: readonly string[] | null): Write[] => [
  { sql: 'delete from case_member where stream = ?1', params: [stream] },
  ...insertRows(
    'case_member (stream, member)',
    (members ?? []).map((member) => [stream, member]),
  ),
]

export const caseMembers = (stream: string): Query<{ member: string }> => ({
  sql: 'select member from case_member where stream = ?1 order by member',
  params: [stream],
  row: memberRow,
})

/** The cases that are kept from this member. */
export const keptFrom = (member: string): Query<{ stream: string }> => ({
  sql: 'select distinct stream from case_member where not exists (select 1 from case_member own where own.stream = case_member.stream and own.member = ?1) order by stream',
  params: [member],
  row: streamRow,
})

/** How many of those stand in each group of the inbox. */
export const keptCounts = (member: string): Query<{ value: string; n: number }> => ({
  sql: `select grp as value, cast(count(*) as bigint) as n from case_inbox where stream in (select stream from case_member) and not ${seenBy('?1')} and grp <> '${PRACTICE}' group by grp order by grp`,
  params: [member],
  row: countRow,
})

/** Kept from everybody who could lead them: whoever was to do so has left the team, or leads no more. */
export const casesWithoutLead = (limit: number): Query<{ stream: string }> => ({
  sql: "select distinct stream from case_member where not exists (select 1 from case_inbox where case_inbox.stream = case_member.stream and grp = 'erased') and not exists (select 1 from case_member named join member on member.id = named.member where named.stream = case_member.stream and member.role = 'lead' and member.state = 'active') order by stream limit ?1",
  params: [limit],
  row: streamRow,
})

export const activeLeads = (): Query<{ member: string }> => ({
  sql: "select id as member from member where role = 'lead' and state = 'active' order by id",
  params: [],
  row: memberRow,
})

export const dropStrayCaseMembers = (): Write => ({
  sql: 'delete from case_member where not exists (select 1 from event where event.stream = case_member.stream)',
  params: [],
})
