import { day } from '../case/policy.ts'
import { isMailAddress, mailboxOf } from '../mail-address.ts'
import { findWayByCode } from '../store/notice-rows.ts'
import { insertJob } from '../store/outbox-rows.ts'
import { freshCode, freshId } from './fresh.ts'
import type { Means } from './means.ts'
import { deskJob } from './notice.ts'
import { changeWay, isRecipient, type Recipient, readWay, writeWay } from './way.ts'

/**
 * An address counts once somebody who reads its mail said so. One such mail goes to an address each day, whoever asks
 * and however often: this desk is no tool to fill somebody's mailbox. Whether one went out is not told, since it would
 * say who else uses this desk.
 */
export async function askMail(means: Means, recipient: Recipient, address: string): Promise<boolean> {
  if (!isMailAddress(address)) return false
  for (let tries = 0; tries < 8; tries++) {
    const way = await readWay(means, recipient)
    if (way === undefined) return false
    // Asked again for the same address: the code that is on its way stays good.
    if (way.wish.asked?.address === address && !way.wish.asked.refused && way.wish.asked.until > means.clock.now())
      return true
    const code = freshCode(means.random)
    const id = freshId(means.random)
    const asked = { address, code, letter: id, until: means.clock.now() + day, refused: false }
    const row = writeWay(way, { ...way.wish, asked }, codeTag(means, code))
    const job = { id, lane: 'reply', topic: 'letter' } as const
    const letter = insertJob(
      deskJob(means, await means.keys.desk(), { ...job, body: { letter: 'confirm', recipient } }),
    )
    const today = Math.floor(means.clock.now() / day)
    const once = { scope: 'mail-asked', tag: means.keys.tag('mail-asked', `${mailboxOf(address)} ${today}`), owner: '' }
    const written = await means.store.write([row, letter], [once])
    if (written.result === 'committed') return true
    if (written.result === 'duplicate' && (await means.store.write([row])).result === 'committed') return true
  }
  return false
}

/** The code from the mail, typed by whoever reads it. */
export async function confirmMail(means: Means, typed: string): Promise<boolean> {
  const code = typed.toUpperCase().replaceAll(/[^0-9A-Z]/g, '')
  const [row] = await means.store.read(findWayByCode(codeTag(means, code)))
  if (row === undefined || !isRecipient(row.recipient)) return false
  let confirmed = false
  const changed = await changeWay(
    means,
    row.recipient,
    (wish) => {
      confirmed = wish.asked !== null && wish.asked.code === code && wish.asked.until > means.clock.now()
      return confirmed ? { ...wish, mail: wish.asked?.address ?? null, asked: null, lost: null } : wish
    },
    '',
  )
  return changed && confirmed
}

const codeTag = (means: Means, code: string): string => means.keys.tag('mail-code', code)
