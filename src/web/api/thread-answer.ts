import { z } from 'zod'
import { creditAs, declineReason } from '../../case/event.ts'
import { act, embargo, file, message, next, reportAsSent, stage, step } from './case-answer.ts'

/** What a reporter's program gets. */
const time = z.iso.datetime().describe('RFC 3339, UTC')
const maybeTime = time.nullable()
const text = z.string()
const maybeText = text.nullable()

const proof = z
  .object({
    context: z.literal('proof/v1'),
    origin: text,
    keyId: text,
    time: text,
    salt: text,
    sha256: text,
    signature: text,
  })
  .describe('Proof of submission. "postern verify" checks it with a key of /.well-known/postern-keys.json.')

export const sentReport = z.object({
  receipt: text.describe('Ten words that open the thread. They are shown this once.'),
  case: text,
  receivedAt: time,
  answerBy: time.describe('When an answer can be expected.'),
  feed: maybeText.describe('The address of the feed that was asked for.'),
  proof,
})

const need = z.discriminatedUnion('need', [
  z.object({ need: z.literal('information'), text, since: time }),
  z.object({
    need: z.literal('test-fix'),
    text,
    version: maybeText,
    image: maybeText,
    files: z.array(file),
    until: maybeTime,
  }),
  z.object({ need: z.literal('credit'), text: maybeText }),
  z.object({ need: z.literal('embargo'), until: time }),
  z.object({ need: z.literal('decline-answer'), until: time }),
])

export const thread = z.object({
  number: text,
  stage,
  policy: text,
  receivedAt: time,
  updatedAt: time,
  version: z.int().describe('Changes when there is something new to see.'),
  acknowledged: z.boolean(),
  opened: z.boolean().describe('False: no person of the team has answered yet.'),
  openedOn: z.iso
    .date()
    .nullable()
    .describe('The day, in UTC, on which somebody of the team first opened the report. Never who or how often.'),
  report: reportAsSent,
  steps: z.array(step),
  next,
  expected: z
    .object({
      by: time.describe('What the policy promises.'),
      usualDays: z.int().nullable().describe('How many days a first answer takes at present, where that can be said.'),
      longer: z.boolean().describe('It usually takes longer than promised.'),
      slower: z.boolean().describe('Several of your reports wait already; this one is read after them.'),
      pausedUntil: maybeTime.describe('The desk is paused until then, and this report is read after that.'),
    })
    .nullable()
    .describe('Of the first answer, as long as it is awaited.'),
  needs: z.array(need).describe('What the team needs from you, most urgent first.'),
  messages: z.array(message),
  files: z.array(file),
  embargo,
  credit: z.object({ as: creditAs.nullable(), askedAt: maybeTime, name: maybeText, url: maybeText }),
  declined: z
    .object({
      at: time,
      reason: declineReason,
      text,
      answerUntil: maybeTime.describe('Until then you may answer, once.'),
    })
    .nullable(),
  withdrawn: z.boolean(),
  follows: z.boolean().describe('A duplicate: this thread follows another case.'),
  cve: maybeText,
  released: z.object({ at: time, version: text, url: maybeText }).nullable(),
  advisory: z.object({ id: text, at: time, extent: z.enum(['brief', 'full']) }).nullable(),
  planned: maybeTime.describe('When the next revision of the advisory is planned to be published.'),
  commands: z.array(act),
})

export const threadDone = z.object({
  done: z.literal(true),
  case: text,
  receipt: text
    .optional()
    .describe('After RotateReceipt: the new code. A repeat with the same id shows it again, for a day.'),
})
