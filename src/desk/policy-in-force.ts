import { createHash } from 'node:crypto'
import type { PolicyDigest } from '../case/ids.ts'
import { type Policy, policy } from '../case/policy.ts'
import { digestText } from '../case/process.ts'
import { findMeta, setMeta } from '../store/meta-rows.ts'
import { findPolicy, insertPolicy } from '../store/policy-rows.ts'
import type { Store } from '../store/store.ts'

export interface InForce {
  readonly policy: Policy
  readonly digest: PolicyDigest
}

/** A server puts its policy in force: new cases come under it, and its text is kept under its digest for ever. */
export async function putInForce(store: Store, given: Policy, now: number): Promise<InForce> {
  const text = digestText(given)
  const digest = createHash('sha256').update(text).digest('hex')
  await store.write([insertPolicy(digest, text, now), setMeta('policy', digest)])
  return { policy: given, digest }
}

/** Beside a running desk the console works under the desk's policy, whatever file lies where it was called. */
export async function policyInForce(store: Store): Promise<InForce | undefined> {
  const [meta] = await store.read(findMeta('policy'))
  const [row] = meta === undefined ? [] : await store.read(findPolicy(meta.value))
  return row === undefined ? undefined : { policy: policy.parse(JSON.parse(row.body)), digest: row.digest }
}
