import { createHash } from 'node:crypto'
import { type Settings, settings } from './file.ts'

/**
 * The settings in a few letters: two nodes of one desk with other letters run with other rules. What a machine has of its
 * own, such as its port and where its folders lie, is no part of it, and neither is a secret.
 */
export function settingsDigest(config: Settings & { readonly url: string }): string {
  const own = Object.keys(settings.shape)
    .sort()
    .map((name) => [name, config[name as keyof Settings]])
  return createHash('sha256')
    .update(JSON.stringify([config.url, own]))
    .digest('hex')
    .slice(0, 16)
}
