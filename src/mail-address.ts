/**
 * A mail address as this desk takes one: plain letters, no quotes, no groups, no comments, nothing beyond ASCII. Wider
 * grammars have sent mail to other people than the one who was shown (Nodemailer, GHSA-mm7p-fcc7-pg87).
 */
export const isMailAddress = (typed: string): boolean => typed.length <= 254 && form.test(typed)

/** The same mailbox, as far as a stranger can tell: for counting, never for writing to. */
export const mailboxOf = (address: string): string => address.toLowerCase()

const word = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]"
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?'
/** No dot at either end or twice in a row (RFC 5321, 4.1.2), no dash in front, and a last label that is no number. */
const form = new RegExp(
  `^(?=[^@]{1,64}@)(?!-)${word}+(?:\\.${word}+)*@(?:${label}\\.)+(?=[A-Za-z0-9-]*[A-Za-z])${label}$`,
)
