import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Problem } from './problem.ts'
import type { Webhook } from './webhooks.ts'

/** Standard Webhooks, "Signature scheme": 24 to 64 bytes, in base64, with a prefix that secret scanners know. */
const form = /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/

export function readWebhookSecrets(
  webhooks: readonly Webhook[],
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
): { readonly byUrl: ReadonlyMap<string, string>; readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const byUrl = new Map<string, string>()
  for (const [index, { url, secret }] of webhooks.entries()) {
    const where = 'env' in secret ? secret.env : secret.file
    const found = 'env' in secret ? env[secret.env]?.trim() : contentOf(resolve(cwd, secret.file))
    if (found !== undefined && form.test(found)) byUrl.set(url, found)
    else
      problems.push({
        file: 'environment',
        path: where,
        text: `${found ? 'is no secret of a webhook' : 'is missing or cannot be read'}: webhooks.${index} wants "whsec_" and at least 24 random bytes in base64`,
      })
  }
  return { byUrl, problems }
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}
