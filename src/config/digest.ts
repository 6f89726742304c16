import { createHash } from 'node:crypto'
import type { Policy } from '../case/policy.ts'
import { type Settings, settings } from './file.ts'

interface Shared extends Settings {
  readonly url: string
  readonly onionUrl: string | null
  readonly policy: Policy
}

/** What is about one machine's own folders. */
const own: ReadonlySet<string> = new Set(['storage', 'claimCheck'])

/**
 * The configuration in a few letters: two nodes of one desk with other letters run with other rules. What a machine has
 * of its own, such as its port and where its folders lie, is no part of it, and neither is a secret.
 */
export function settingsDigest(config: Shared): string {
  const given = Object.keys(settings.shape)
    .filter((name) => !own.has(name))
    .sort()
    .map((name) => [name, config[name as keyof Settings]])
  return createHash('sha256')
    .update(JSON.stringify([config.url, config.onionUrl, config.policy, given]))
    .digest('hex')
    .slice(0, 16)
}
