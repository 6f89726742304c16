import { createHmac } from 'node:crypto'
import { chance } from './chance.ts'
import { allowRoot, destroyKey, findKey, insertKey, type KeyRecord, purposeKeys } from './key-rows.ts'
import { findMeta, putMeta } from './meta-rows.ts'
import { KeyRefused, type RootKey } from './root-ring.ts'
import { open, type Place, type SealingKey, seal } from './seal.ts'
import { secretKey } from './secret-key.ts'
import type { Store, Write } from './store.ts'

/**
 * Every key of the desk. All of them are random; the root key only wraps them, so that a new root key re-wraps a few
 * hundred bytes each and rewrites no record.
 */
export interface Keys {
  /** Made once at the first start. `proof` is the Ed25519 seed that signs proofs of submission. */
  purpose(name: Purpose): DataKey
  /** A new data key. The write belongs into the append that first uses the key. */
  create(kind: DataKeyKind, owner: string): { readonly key: DataKey; readonly write: Write }
  /** `undefined` where there never was one, or where it was destroyed: also by another process. */
  find(kind: DataKeyKind, owner: string): Promise<DataKey | undefined>
  /** The key of the desk's own records: members, passkeys, sessions, labels. */
  desk(): Promise<DataKey>
  /** Destroys a key and with it whatever it sealed. Call `forget` once that append is committed. */
  destroy(kind: DataKeyKind, owner: string): Write
  forget(kind: DataKeyKind, owner: string): void
  /** Another process destroyed some: whatever was unwrapped is read and unwrapped again when it is needed. */
  forgetAll(): void
  /** The same value gives the same tag on this desk, and nobody without the lookup key can make or undo one. */
  tag(scope: string, value: string): string
}

export type DataKey = SealingKey
export type DataKeyKind = 'case' | 'person' | 'desk'
export const PURPOSES = ['lookup', 'receipt', 'reply', 'session', 'draft', 'proof', 'feed', 'checkpoint'] as const
export type Purpose = (typeof PURPOSES)[number]

/** Unwraps the desk's keys, or makes them where the store has none. Throws `KeyRefused` for another desk's root key. */
export async function openKeys(store: Store, root: RootKey): Promise<Keys> {
  await checkOrMake(store, root)
  const wrapper = await wrappingWith(store, root)
  const rows = await purposeRows(store, wrapper)
  const purposes = new Map(rows.map((row) => [row.owner, wrapper.unwrap(row)]))
  const lookup = needed(purposes, 'lookup')
  const cache = new Map<string, DataKey>()

  const find = async (kind: DataKeyKind, owner: string) => {
    // The row is read each time: another process may have destroyed the key. Only the unwrapping is remembered.
    const [row] = await store.read(findKey(kind, owner))
    const known = `${kind}:${owner}`
    if (row === undefined) return void cache.delete(known)
    const cached = cache.get(known)
    const key = cached?.id === row.id ? cached : wrapper.unwrap(row)
    return remember(cache, known, key)
  }

  return {
    purpose: (name) => needed(purposes, name),
    create: (kind, owner) => newKey(wrapper.current(), kind, owner),
    find,
    desk: async () => (await find('desk', 'desk')) ?? fail('a desk has a key for its own records'),
    destroy: destroyKey,
    forget: (kind, owner) => void cache.delete(`${kind}:${owner}`),
    forgetAll: () => cache.clear(),
    tag: (scope, value) =>
      createHmac('sha256', secretKey(lookup.bytes)).update(scope).update('\0').update(value).digest('hex'),
  }
}

/** All of them. A desk that began before one of these purposes was thought of gets its key now. */
async function purposeRows(store: Store, wrapper: Wrapper): Promise<readonly KeyRecord[]> {
  const rows = await store.read(purposeKeys())
  const missing = PURPOSES.filter((name) => !rows.some(({ owner }) => owner === name))
  if (missing.length === 0) return rows
  // A conflict means that another process made them first, and then those count.
  await store.write(missing.map((name) => newKey(wrapper.current(), 'purpose', name).write))
  return store.read(purposeKeys())
}

/** Throws `KeyRefused` where this is not the root key that the store's check value was made with. */
export function checkRootKey(root: RootKey, check: string): void {
  const { id, sealed } = checkParts(check)
  const key = root.byId.get(id)
  if (key === undefined) throw wrongKey(root)
  try {
    open(key, CHECK, sealed)
  } catch (cause) {
    throw wrongKey(root, cause)
  }
}

/** The check value names the root key that it was made with. */
export const checkParts = (check: string): { readonly id: string; readonly sealed: Uint8Array } => {
  const [id = '', sealed = ''] = check.split(' ')
  return { id, sealed: Buffer.from(sealed, 'base64url') }
}

/** Tells the right root key from a wrong one, before anything is opened. */
export const checkValue = (key: SealingKey): string =>
  `${key.id} ${Buffer.from(seal(key, CHECK, Buffer.from('this key opens this desk'))).toString('base64url')}`

/** The same key, opened with the root key that wraps it now. */
export function unwrap(root: RootKey, row: KeyRecord): DataKey {
  const key = root.byId.get(row.root_id)
  if (key === undefined) throw wrongKey(root)
  return { id: row.id, bytes: new Uint8Array(open(key, wrappedAt(row), row.wrapped)) }
}

export const wrap = (root: SealingKey, row: Pick<KeyRecord, 'id' | 'kind' | 'owner'>, key: DataKey): Uint8Array =>
  seal(root, wrappedAt(row), key.bytes)

interface Wrapper {
  /** Wraps what is new. */
  current(): SealingKey
  unwrap(row: KeyRecord): DataKey
}

/**
 * The file may get a new root key while this process runs, by `postern key rotate` in another one: what that wrapped
 * opens here at once, and it wraps what is new.
 */
async function wrappingWith(store: Store, first: RootKey): Promise<Wrapper> {
  let root = first
  await store.write([allowRoot(root.current.id)])
  const look = (): RootKey => {
    const now = root.fresh()
    // The rotation put it on the list before it put it into the file; a line that was added by hand is put there now.
    if (now !== root) void store.write([allowRoot(now.current.id)]).catch(() => undefined)
    root = now
    return root
  }
  return {
    current: () => look().current,
    unwrap: (row) => unwrap(root.byId.has(row.root_id) ? root : look(), row),
  }
}

async function checkOrMake(store: Store, root: RootKey): Promise<void> {
  const [check] = await store.read(findMeta('key_check'))
  if (check === undefined) await makeFirstKeys(store, root)
  else checkRootKey(root, check.value)
}

async function makeFirstKeys(store: Store, root: RootKey): Promise<void> {
  const done = await store.write([
    putMeta('key_check', checkValue(root.current)),
    allowRoot(root.current.id),
    ...PURPOSES.map((name) => newKey(root.current, 'purpose', name).write),
    newKey(root.current, 'desk', 'desk').write,
  ])
  // Two first starts at once: the other one's keys count.
  if (done.result !== 'committed') await checkOrMake(store, root)
}

const CHECK: Place = { at: 'desk_meta.key_check', row: 'key_check', stream: 'desk', v: 1 }

const wrongKey = ({ from }: RootKey, cause?: unknown) =>
  new KeyRefused(
    'wrong',
    `The key in ${from} is not the one this desk was made with. Put the right key there; nothing was changed.`,
    { cause },
  )

const wrappedAt = (row: Pick<KeyRecord, 'id' | 'kind' | 'owner'>): Place => ({
  at: 'key_store.wrapped',
  row: row.id,
  stream: `${row.kind}:${row.owner}`,
  v: 1,
})

function newKey(root: SealingKey, kind: string, owner: string): { key: DataKey; write: Write } {
  const key = { id: Buffer.from(chance(8)).toString('hex'), bytes: chance(32) }
  const row = { id: key.id, kind, owner, root_id: root.id }
  return { key, write: insertKey({ ...row, wrapped: wrap(root, row, key) }) }
}

const CACHED = 2_000

/** Least recently used leaves first: a Map keeps the order in which keys were put in. */
function remember(cache: Map<string, DataKey>, name: string, key: DataKey): DataKey {
  cache.delete(name)
  cache.set(name, key)
  const oldest = cache.keys().next().value
  if (cache.size > CACHED && oldest !== undefined) cache.delete(oldest)
  return key
}

const needed = (purposes: ReadonlyMap<string, DataKey>, name: Purpose): DataKey =>
  purposes.get(name) ?? fail(`a desk has a key for ${name}`)

function fail(sentence: string): never {
  throw new Error(sentence)
}
