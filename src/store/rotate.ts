import { allowRoot, type KeyRecord, keysAfter, keysByRoot, retireRoot, rewrapKey } from './key-rows.ts'
import { checkParts, checkRootKey, checkValue, unwrap, wrap } from './keys.ts'
import { findMeta, setMeta } from './meta-rows.ts'
import { addToRootFile, dropFromRootFile } from './root-file.ts'
import { KeyRefused, newRootKey, type RootKey } from './root-ring.ts'
import type { Store } from './store.ts'

/**
 * A new root key for a desk that runs. Only the wrapping changes: every data key, and with it every record, receipt and
 * address made from one, stays what it was. It may be killed at any point and goes on where it stopped, because at every
 * point each key is wrapped by a root key that is on disk in its file.
 */
export interface Rotated {
  /** The id of the root key that wraps everything now. */
  readonly root: string
  /** Keys that were wrapped anew by this run. */
  readonly rewrapped: number
  /** This run made the new root key, or found one that was there already and not in use everywhere. */
  readonly madeNew: boolean
  /** Root keys that are still there and wrap nothing any more. */
  readonly idle: readonly string[]
}

export async function rotateRootKey(store: Store, root: RootKey, tell: (done: number) => void): Promise<Rotated> {
  const underWay = await lags(store, root)
  const ring = underWay ? root : await withNewKey(store, root)
  await store.write([allowRoot(ring.current.id)])
  let rewrapped = 0
  // What another process wrapped with the old key meanwhile is found by the next round.
  for (let found = -1; found !== 0; rewrapped += found) found = await rewrapAll(store, ring, (n) => tell(rewrapped + n))
  await store.write([setMeta('key_check', checkValue(ring.current))])
  return { root: ring.current.id, rewrapped, madeNew: !underWay, idle: idleOf(ring) }
}

/** What each root key wraps, for whoever asks whether one may go. */
export async function rootKeyUse(store: Store, root: RootKey): Promise<readonly RootKeyUse[]> {
  const counts = await store.read(keysByRoot())
  const ids = [...root.byId.keys()]
  const known = ids.map((id) => ({
    id,
    wraps: counts.find(({ root_id }) => root_id === id)?.n ?? 0,
    newest: id === root.current.id,
    here: true,
  }))
  const lost = counts.filter(({ root_id }) => !root.byId.has(root_id))
  return [...known, ...lost.map(({ root_id, n }) => ({ id: root_id, wraps: n, newest: false, here: false }))]
}

export interface RootKeyUse {
  readonly id: string
  readonly wraps: number
  readonly newest: boolean
  /** It lies where the root key of this process comes from. */
  readonly here: boolean
}

/**
 * Takes an old root key away: first from the store's list, which only goes where no key is wrapped by it and lets none
 * be wrapped by it again, and then from the file. Throws `KeyRefused` where something needs it.
 */
export async function retireRootKey(store: Store, root: RootKey, id: string): Promise<void> {
  if (!/^[0-9a-f]{16}$/.test(id) || !root.byId.has(id))
    throw new KeyRefused('missing', `In ${root.from} there is no key with this id.`)
  const [check] = await store.read(findMeta('key_check'))
  if (id === root.current.id || checkParts(check?.value ?? '').id === id) throw inUse(id)
  if (root.file === null)
    throw new KeyRefused(
      'not-writable',
      `Take the key ${id} out of ${root.from} by hand, once this says that it is idle.`,
    )
  const [listed] = (await store.read(keysByRoot())).filter(({ root_id }) => root_id === id)
  if (listed !== undefined) throw inUse(id)
  // Gone from the list already: an earlier run was killed in between.
  await store.write([retireRoot(id)])
  if ((await store.read(keysByRoot())).some(({ root_id }) => root_id === id)) throw inUse(id)
  dropFromRootFile(root.file, id)
}

const inUse = (id: string): KeyRefused =>
  new KeyRefused(
    'in-use',
    `The root key ${id} still wraps keys of this desk. Run "postern key rotate" first; nothing was changed.`,
  )

/** Whether something is not yet wrapped by the newest root key: then that one is what this rotation is about. */
async function lags(store: Store, root: RootKey): Promise<boolean> {
  const [check] = await store.read(findMeta('key_check'))
  if (check === undefined) throw new Error('a desk that has keys has a check value')
  checkRootKey(root, check.value)
  const others = (await store.read(keysByRoot())).filter(({ root_id }) => root_id !== root.current.id)
  const [lost] = others.filter(({ root_id }) => !root.byId.has(root_id))
  if (lost !== undefined)
    throw new KeyRefused(
      'wrong',
      `Keys of this desk are wrapped by the root key ${lost.root_id}, which is not in ${root.from}. Put it back there first; nothing was changed.`,
    )
  return checkParts(check.value).id !== root.current.id || others.length > 0
}

async function withNewKey(store: Store, root: RootKey): Promise<RootKey> {
  if (root.file === null)
    throw new KeyRefused(
      'not-writable',
      `There is no newer key in ${root.from}. "postern key create --print" makes a line: put it after the one that is there, restart the desk, and run this again.`,
    )
  const key = newRootKey()
  // On the list before it is in the file: a running desk takes it up from there at once.
  await store.write([allowRoot(key.id)])
  addToRootFile(root.file, key)
  return root.fresh()
}

const PAGE = 500
/** Keys that share a commit. */
const TOGETHER = 50

async function rewrapAll(store: Store, root: RootKey, tell: (done: number) => void): Promise<number> {
  let done = 0
  for (let after = ''; ; ) {
    const page = await store.read(keysAfter(after, PAGE))
    const old = page.filter((row) => row.root_id !== root.current.id)
    for (let at = 0; at < old.length; at += TOGETHER) {
      await store.write(old.slice(at, at + TOGETHER).map((row) => rewrapped(root, row)))
      done += Math.min(TOGETHER, old.length - at)
      tell(done)
    }
    const last = page.at(-1)
    if (last === undefined || page.length < PAGE) return done
    after = last.id
  }
}

const rewrapped = (root: RootKey, row: KeyRecord) =>
  rewrapKey(row, root.current.id, wrap(root.current, row, unwrap(root, row)))

const idleOf = (root: RootKey): readonly string[] => [...root.byId.keys()].filter((id) => id !== root.current.id)
