import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { PolicyDigest } from '../case/ids.ts'
import { type Policy, policy } from '../case/policy.ts'
import { digestText } from '../case/process.ts'
import { isNamed } from '../config/file.ts'
import { type Answers, withAnswers } from '../config/first-file.ts'
import { findMeta, setMeta } from '../store/meta-rows.ts'
import { findPolicy, insertPolicy, type PolicyRecord } from '../store/policy-rows.ts'
import type { Store, Write } from '../store/store.ts'

export interface InForce {
  readonly policy: Policy
  readonly digest: PolicyDigest
}

/** A server puts its policy in force: new cases come under it, and its text is kept under its digest for ever. */
export async function putInForce(store: Store, given: Policy, now: number): Promise<InForce> {
  const answers = isNamed(given) ? null : await keptAnswers.read(store)
  const { inForce, rows } = policyRows(answers === null ? given : withAnswers(given, answers), now)
  await store.write([...rows])
  return inForce
}

/** The writes that put this policy in force. */
export function policyRows(given: Policy, now: number): { readonly inForce: InForce; readonly rows: readonly Write[] } {
  const text = digestText(given)
  const digest = digestOf(text)
  return { inForce: { policy: given, digest }, rows: [insertPolicy(digest, text, now), setMeta('policy', digest)] }
}

/** Beside a running desk the console works under the desk's policy, whatever file lies where it was called. */
export async function policyInForce(store: Store): Promise<InForce | undefined> {
  const [meta] = await store.read(findMeta('policy'))
  const [row] = meta === undefined ? [] : await store.read(findPolicy(meta.value))
  return row === undefined ? undefined : { policy: policyOf(row), digest: row.digest }
}

/** Policies are public and lie in clear; a text that was changed there is not what its cases came under. */
export function policyOf({ digest, body }: PolicyRecord): Policy {
  if (digestOf(body) !== digest) throw new Error('a policy has the digest of its text')
  return policy.parse(JSON.parse(body))
}

const digestOf = (text: string): PolicyDigest => createHash('sha256').update(text).digest('hex')

/** What another node put in force since, or `undefined` where it is what is known here. */
export async function newerPolicy(store: Store, known: InForce): Promise<InForce | undefined> {
  const [meta] = await store.read(findMeta('policy'))
  return meta === undefined || meta.value === known.digest ? undefined : policyInForce(store)
}

/** The answers of the first page where no file could be written: they hold until a file names the project. */
export const keptAnswers = {
  name: 'first-answers',
  async read(store: Store): Promise<Answers | null> {
    const [row] = await store.read(findMeta(keptAnswers.name))
    return row === undefined ? null : answersShape.parse(JSON.parse(row.value))
  },
} as const

const answersShape = z.strictObject({ name: z.string(), site: z.string(), fallback: z.string() })
