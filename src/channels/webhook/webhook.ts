import { createHmac } from 'node:crypto'
import type { Webhook } from '../../config/webhooks.ts'
import { type Call, type Channel, NotDelivered } from '../channel.ts'
import { post, type Resolve } from '../outbound.ts'

export interface WebhookAsk {
  readonly webhooks: readonly Webhook[]
  /** The desk's public address: who calls. */
  readonly origin: string
  /** By the address called: `whsec_` and base64. */
  readonly secrets: ReadonlyMap<string, string>
  /** UTC milliseconds. */
  readonly now: () => number
  readonly resolve?: Resolve
}

/**
 * Calls after Standard Webhooks 1.0. The body says that something happened and which desk says so; what it was is read
 * at the desk, by whoever may. The id is the outbox's, so a repeat can be told from a second event.
 */
export function webhookChannel({ webhooks, origin, secrets, now, resolve }: WebhookAsk): Channel<Call> {
  return {
    async send(call) {
      const hook = webhooks.find(({ url }) => url === call.url)
      const secret = secrets.get(call.url)
      // Taken out of the configuration since: nobody waits for it.
      if (hook === undefined || secret === undefined) return
      const body = JSON.stringify({
        type: call.type,
        timestamp: new Date(call.at).toISOString(),
        data: { desk: origin },
      })
      const headers = signedHeaders(call.id, Math.floor(now() / 1_000), body, secret)
      const status = await post({ url: hook.url, headers, body, internal: hook.internal, ...(resolve && { resolve }) })
      if (status >= 200 && status < 300) return
      // 410: the far side wants no more of these. A redirect leads somewhere that nobody checked.
      throw new NotDelivered(`http-${status}`, status !== 410 && !(status >= 300 && status < 400))
    },
    close: () => undefined,
  }
}

/** Standard Webhooks, "Signature scheme": HMAC-SHA256 over id, timestamp and body, joined by dots. */
export function signedHeaders(id: string, seconds: number, body: string, secret: string): Record<string, string> {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'Postern',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${signature}`,
  }
}
