import { z } from 'zod'
import { isMailAddress } from '../mail-address.ts'

const address = z
  .string()
  .max(254)
  .refine(isMailAddress, { error: 'expected a mail address such as desk@example.org' })
  .describe('a mail address such as desk@example.org')

const host = z
  .string()
  .max(253)
  .regex(/^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$/, 'expected the name of a mail server such as mail.example.org')
  .describe('the name of a mail server such as mail.example.org')

/** How this desk sends mail. The password is no setting: it comes as POSTERN_SMTP_PASSWORD. */
export const mail = z.strictObject({
  smtp: z
    .strictObject({
      host,
      port: z.int().min(1).max(65_535).describe('a port, a whole number from 1 to 65535').optional(),
      /** `starttls` and `implicit` are checked against the certificate; `none` sends in clear. */
      tls: z.enum(['starttls', 'implicit', 'none']).default('starttls'),
      user: z.string().min(1).max(500).describe('the name to sign in with').optional(),
      from: address,
      replyTo: address.optional(),
    })
    .optional(),
})
export type MailSettings = Readonly<z.infer<typeof mail>>
