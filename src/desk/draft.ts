import { createHash, hkdfSync } from 'node:crypto'
import { z } from 'zod'
import { fileRef } from '../case/event.ts'
import type { Keys } from '../store/keys.ts'
import { openJson, type Place, type SealingKey, sealJson } from '../store/seal.ts'
import type { Sent } from './desk.ts'

/**
 * A draft lies sealed under a key that is made from its own secret, which only the reporter's form holds: the desk
 * cannot open a draft that nobody sends, and members never see one.
 */
const draftBody = z.strictObject({ form: z.record(z.string(), z.string()), files: z.array(fileRef) })
export type DraftBody = z.infer<typeof draftBody>

const proof = z.strictObject({
  context: z.literal('proof/v1'),
  origin: z.string(),
  keyId: z.string(),
  time: z.string(),
  salt: z.string(),
  sha256: z.string(),
  signature: z.string(),
})
const sent = z.strictObject({
  receipt: z.string(),
  number: z.string(),
  receivedAt: z.number(),
  answerBy: z.number(),
  proof,
  body: z.string(),
})

export const draftTag = (keys: Keys, secret: string): string => keys.tag('draft', secret)

export const sealDraft = (keys: Keys, secret: string, draft: DraftBody): Uint8Array =>
  sealJson(draftKey(keys, secret), place('draft.body', draftTag(keys, secret)), draft)

export const openDraft = (keys: Keys, secret: string, sealed: Uint8Array): DraftBody =>
  openJson(draftKey(keys, secret), place('draft.body', draftTag(keys, secret)), sealed, draftBody)

/** The answer a repeat gets, with the hash of the body it belongs to. */
export const sealAnswer = (keys: Keys, secret: string, answer: Sent, body: string): Uint8Array =>
  sealJson(draftKey(keys, secret), place('draft.answer', draftTag(keys, secret)), { ...answer, body })

export function openAnswer(keys: Keys, secret: string, sealed: Uint8Array): { sent: Sent; body: string } {
  const { body, ...answer } = openJson(
    draftKey(keys, secret),
    place('draft.answer', draftTag(keys, secret)),
    sealed,
    sent,
  )
  return { sent: answer, body }
}

/** Says whether two sends carry the same report. */
export const bodyHash = (draft: DraftBody): string =>
  createHash('sha256')
    .update(JSON.stringify([Object.entries(draft.form).sort(), draft.files.map((file) => [file.name, file.sha256])]))
    .digest('hex')

function draftKey(keys: Keys, secret: string): SealingKey {
  const bytes = hkdfSync('sha256', secret, keys.purpose('draft').bytes, 'postern/v1/draft', 32)
  return { id: draftTag(keys, secret).slice(0, 16), bytes: new Uint8Array(bytes) }
}

const place = (at: 'draft.body' | 'draft.answer', row: string): Place => ({ at, row, stream: 'draft', v: 1 })
