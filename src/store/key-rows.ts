import { z } from 'zod'
import { bytes, int, text } from './rows.ts'
import type { Query, Write } from './store.ts'

/** The desk's keys, wrapped, and the ids of the root keys that may wrap one. */
const keyRow = z.object({ id: text, kind: text, owner: text, root_id: text, wrapped: bytes })
export type KeyRecord = z.infer<typeof keyRow>
const COLUMNS = 'id, kind, owner, root_id, wrapped'

export const insertKey = (row: KeyRecord): Write => ({
  sql: `insert into key_store (${COLUMNS}) values (?1, ?2, ?3, ?4, ?5)`,
  params: [row.id, row.kind, row.owner, row.root_id, row.wrapped],
  changes: 1,
})

export const findKey = (kind: string, owner: string): Query<KeyRecord> => ({
  sql: `select ${COLUMNS} from key_store where kind = ?1 and owner = ?2`,
  params: [kind, owner],
  row: keyRow,
})

export const purposeKeys = (): Query<KeyRecord> => ({
  sql: `select ${COLUMNS} from key_store where kind = 'purpose'`,
  params: [],
  row: keyRow,
})

/** All of them, a page at a time. */
export const keysAfter = (id: string, limit: number): Query<KeyRecord> => ({
  sql: `select ${COLUMNS} from key_store where id > ?1 order by id limit ?2`,
  params: [id, limit],
  row: keyRow,
})

export const keyIds = (): Query<{ id: string }> => ({
  sql: 'select id from key_store order by id',
  params: [],
  row: z.object({ id: text }),
})

/** The same key under another root key. One that was destroyed or re-wrapped meanwhile stays as it is. */
export const rewrapKey = (was: KeyRecord, rootId: string, wrapped: Uint8Array): Write => ({
  sql: 'update key_store set root_id = ?3, wrapped = ?4 where id = ?1 and root_id = ?2',
  params: [was.id, was.root_id, rootId, wrapped],
})

export const destroyKey = (kind: string, owner: string): Write => ({
  sql: 'delete from key_store where kind = ?1 and owner = ?2',
  params: [kind, owner],
})

/** How many keys each root key wraps; one that wraps none is not in the list. */
export const keysByRoot = (): Query<{ root_id: string; n: number }> => ({
  sql: 'select root_id, count(*) as n from key_store group by root_id order by root_id',
  params: [],
  row: z.object({ root_id: text, n: int }),
})

/** From now on this root key may wrap. */
export const allowRoot = (id: string): Write => ({
  sql: 'insert into root_key (id) values (?1) on conflict (id) do nothing',
  params: [id],
})

/** No key can be wrapped by it from now on; a conflict where it still wraps one. */
export const retireRoot = (id: string): Write => ({
  sql: 'delete from root_key where id = ?1 and not exists (select 1 from key_store where root_id = ?1)',
  params: [id],
  changes: 1,
})

export const rootKeys = (): Query<{ id: string }> => ({
  sql: 'select id from root_key order by id',
  params: [],
  row: z.object({ id: text }),
})
