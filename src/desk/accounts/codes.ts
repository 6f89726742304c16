import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { isMailAddress, mailboxOf } from '../../mail-address.ts'
import { insertJob } from '../../store/outbox-rows.ts'
import {
  type CodeRecord,
  codesOfMailbox,
  countTry,
  findCode,
  insertCode,
  spendCode,
} from '../../store/reporter-account-rows.ts'
import { openJson, type Place, sealJson } from '../../store/seal.ts'
import type { Write } from '../../store/store.ts'
import { freshCode, freshId } from '../fresh.ts'
import type { Means } from '../means.ts'
import { deskJob } from '../notice.ts'

/**
 * The weaker way in: a code by mail, good for ten minutes and for the browser that asked for it (ASVS 5.0, 6.5.5 and
 * 6.6.2). Whether the mailbox has an account is not even looked up here, so nothing of an answer can tell. Wrong tries
 * and mails are counted for the mailbox, however its address was typed.
 */
const CODE_FOR = 10 * 60_000
const WRONG_TRIES = 5
const hour = 3_600_000

const asked = z.strictObject({ address: z.string(), code: z.string(), account: z.string().nullable() })
type AskedCode = z.infer<typeof asked>

/** One form for every spelling of an address: the same letters of another alphabet, other cases, blanks around it. */
const typedAddress = (typed: string): string => typed.normalize('NFKC').trim()

/**
 * The secret for the cookie of whoever asks; `null` where this is no address. No mail goes where the mailbox got enough
 * within the hour, and whoever asks is not told.
 */
export async function askCode(means: Means, typed: string, account: string | null): Promise<string | null> {
  const address = typedAddress(typed)
  if (!isMailAddress(address)) return null
  const secret = Buffer.from(means.random(32)).toString('base64url')
  const tag = tagOf(means, secret)
  const mailbox = mailboxTag(means, address)
  const now = means.clock.now()
  const before = await means.store.read(codesOfMailbox(mailbox, now - hour))
  if (before.length >= means.limits.accountCodesPerHour) return secret
  const key = await means.keys.desk()
  const body = sealJson(key, placeOf(tag), { address, code: freshCode(means.random), account })
  const job = {
    id: freshId(means.random),
    lane: 'reply',
    topic: 'letter',
    body: { letter: 'way-in', code: tag },
  } as const
  await means.store.write([insertCode({ tag, mailbox, asked_at: now, body }), insertJob(deskJob(means, key, job))])
  return secret
}

/** What was asked for with this secret, and the row's change that spends it; nothing for a wrong or a dead code. */
export async function enterCode(
  means: Means,
  secret: string,
  typed: string,
): Promise<{ readonly asked: AskedCode; readonly mailbox: string; readonly write: Write } | undefined> {
  const [row] = await means.store.read(findCode(tagOf(means, secret)))
  const open = row === undefined ? undefined : await openCode(means, row)
  if (row === undefined || open === undefined) return undefined
  const tried = (await means.store.read(codesOfMailbox(row.mailbox, means.clock.now() - CODE_FOR))).reduce(
    (sum, { tries }) => sum + tries,
    0,
  )
  if (tried >= WRONG_TRIES) return undefined
  if (same(inOneForm(typed), open.code)) return { asked: open, mailbox: row.mailbox, write: spendCode(row) }
  await means.store.write([countTry(row)])
  return undefined
}

/** For the letter, as long as the code is any good. */
export async function codeToSend(means: Means, tag: string): Promise<AskedCode | undefined> {
  const [row] = await means.store.read(findCode(tag))
  return row === undefined ? undefined : openCode(means, row)
}

async function openCode(means: Means, row: CodeRecord): Promise<AskedCode | undefined> {
  if (row.body.length === 0 || row.asked_at + CODE_FOR <= means.clock.now()) return undefined
  return openJson(await means.keys.desk(), placeOf(row.tag), row.body, asked)
}

const mailboxTag = ({ keys }: Pick<Means, 'keys'>, address: string): string =>
  keys.tag('account-mailbox', mailboxOf(address))

const tagOf = ({ keys }: Means, secret: string): string => keys.tag('account-code', secret.slice(0, 100))
const placeOf = (row: string): Place => ({ at: 'reporter_code.body', row, stream: 'desk', v: 1 })

/** As somebody reads it off a screen: letters of either case, blanks, and what looks like a digit. */
const inOneForm = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
    .replaceAll(/[^0-9A-Z]/g, '')
    .slice(0, 20)

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
