import type { PolicyDigest } from '../case/ids.ts'
import type { Policy } from '../case/policy.ts'
import { findPolicy } from '../store/policy-rows.ts'
import type { Means } from './means.ts'
import { policyOf } from './policy-in-force.ts'

/** Every policy a case ever came under. The text of a digest never changes, so each is read once. */
export function policyShelf(means: Means): (digest: PolicyDigest) => Promise<Policy | undefined> {
  const read = new Map<PolicyDigest, Policy>([[means.policy.digest, means.policy.policy]])
  return async (digest) => {
    const known = read.get(digest)
    if (known !== undefined) return known
    const [row] = await means.store.read(findPolicy(digest))
    if (row === undefined) return undefined
    const parsed = policyOf(row)
    read.set(digest, parsed)
    return parsed
  }
}
