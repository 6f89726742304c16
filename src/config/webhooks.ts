import { z } from 'zod'

/** What a program can be told of. The words are the notices' own. */
export const webhookEvents = [
  'new-report',
  'exploited',
  'reporter-answered',
  'due-tomorrow',
  'overdue',
  'publication-held',
  'access',
  'published',
] as const

const url = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .describe('an https address')

/** Programs that are told, after Standard Webhooks. The secret lies in a variable or a file, never here. */
export const webhook = z.strictObject({
  url,
  secret: z
    .union([
      z.strictObject({ env: z.string().regex(/^[A-Z][A-Z0-9_]{0,99}$/) }),
      z.strictObject({ file: z.string().min(1).max(4_000) }),
    ])
    .describe('where the secret is: "env: NAME" or "file: PATH"'),
  events: z
    .array(z.enum(webhookEvents))
    .min(1)
    .max(webhookEvents.length)
    .default([...webhookEvents]),
  /** A host of the own network: only then may its address be private, or plain http. */
  internal: z.boolean().default(false),
})
export type Webhook = Readonly<z.infer<typeof webhook>>
