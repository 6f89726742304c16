import { z } from 'zod'
import { int, NEVER, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** Reports of one reporter, as far as they showed that they are the same one: they sent them beside an open thread. */
const chainRow = z.object({ stream: text, chain: text, slower: int })
export type ChainRecord = z.infer<typeof chainRow>

export const putChain = (row: ChainRecord): Write => ({
  sql: 'insert into reporter_chain (stream, chain, slower) values (?1, ?2, ?3) on conflict (stream) do nothing',
  params: [row.stream, row.chain, row.slower],
})

export const chainOf = (stream: string): Query<ChainRecord> => ({
  sql: 'select stream, chain, slower from reporter_chain where stream = ?1',
  params: [stream],
  row: chainRow,
})

/** How many reports of this chain are open and wait for a first answer. */
export const waitingInChain = (chain: string): Query<{ n: number }> => ({
  sql: `select cast(count(*) as bigint) as n from reporter_chain
    join case_figure on case_figure.stream = reporter_chain.stream
    where reporter_chain.chain = ?1 and case_figure.answered_at = ?2 and case_figure.ended_at = ?2`,
  params: [chain, NEVER],
  row: z.object({ n: int }),
})
