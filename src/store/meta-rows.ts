import { z } from 'zod'
import type { Query, Write } from './store.ts'

/** The desk's own few facts: its id, the check value of its root key, the public address it last started with. */
const metaRow = z.object({ name: z.string(), value: z.string() })
export type MetaRow = z.infer<typeof metaRow>

/** There while a copy is being put in: a desk that lacks half of its rows must not start. */
export const RESTORING = 'restoring'

/** For facts that are set once: a second one is a conflict. */
export const putMeta = (name: string, value: string): Write => ({
  sql: 'insert into desk_meta (name, value) values (?1, ?2)',
  params: [name, value],
  changes: 1,
})

export const setMeta = (name: string, value: string): Write => ({
  sql: 'insert into desk_meta (name, value) values (?1, ?2) on conflict (name) do update set value = excluded.value',
  params: [name, value],
  changes: 1,
})

/** Takes away what still is as it was. */
export const dropMeta = (name: string, value: string): Write => ({
  sql: 'delete from desk_meta where name = ?1 and value = ?2',
  params: [name, value],
  changes: 1,
})

export const findMeta = (name: string): Query<MetaRow> => ({
  sql: 'select name, value from desk_meta where name = ?1',
  params: [name],
  row: metaRow,
})
