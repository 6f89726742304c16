import { z } from 'zod'

/**
 * Every limit of the desk, in one place. The defaults suit one small machine; `limits:` in postern.yaml changes them.
 * Whoever reaches a limit is told so in a sentence, and nothing that was typed is lost.
 */

const KiB = 1_024
const MiB = 1_024 * KiB
const GiB = 1_024 * MiB
const units: Readonly<Record<string, number>> = { B: 1, KiB, MiB, GiB }

const sizeText = /^([0-9]{1,12}) ?(B|KiB|MiB|GiB)$/

const sizeExample = 'a size such as 64 KiB or 50 MiB'

/** Bytes, or a size with its unit. Always bytes once it is read. */
const size = (fallback: number, most = 1_024 * GiB) =>
  z
    .union([z.int().min(1), z.string().regex(sizeText, `expected ${sizeExample}`)])
    .describe(sizeExample)
    .transform((given) => {
      if (typeof given === 'number') return given
      const [, count = '0', unit = 'B'] = sizeText.exec(given) ?? []
      return Number(count) * (units[unit] ?? 1)
    })
    .refine((bytes) => bytes >= 1 && bytes <= most, { error: `expected a size from 1 B to ${inUnits(most)}` })
    .prefault(fallback)

const count = (fallback: number, most = 1_000_000) =>
  z.int().min(1).max(most).describe('a whole number').default(fallback)
const span = (unit: string, fallback: number, most: number) =>
  z.number().positive().max(most).describe(`a number of ${unit}`).default(fallback)

/** How deep JSON may nest. Nothing of ours comes near, so there is no setting for it. */
export const jsonDepth = 64

export const limits = z.strictObject({
  // What one request may be.
  /** Text of one request: a form without files, or a JSON body. */
  requestText: size(MiB, 64 * MiB),
  /** One text field: a description, a message, a note. */
  fieldText: size(64 * KiB, 64 * KiB),
  /** Parts of a multipart body: fields and files together. */
  multipartParts: count(100, 10_000),
  headerBytes: size(16 * KiB, MiB),
  headerSeconds: span('seconds', 10, 600),
  /** The whole request, from its first byte: longer than a slow line needs for the largest upload. */
  requestSeconds: span('seconds', 3_600, 86_400),
  /** A request that sends nothing for this long is dropped. */
  idleSeconds: span('seconds', 30, 3_600),
  connections: count(2_000),

  // Files.
  filesPerMessage: count(20, 20),
  fileSize: size(50 * MiB),
  caseFiles: size(200 * MiB),
  fileName: count(5_000, 5_000),

  // Drafts and receipts.
  draftHours: span('hours', 24, 720),
  /** Bytes of files that came with no report yet. Above it, files have to wait. */
  draftFiles: size(4 * GiB),
  /** Receipt codes looked up at the same time. There is no desk-wide limit on codes, only this one. */
  receiptsAtOnce: count(8, 1_000),
  receiptCharacters: count(256, 10_000),
  wrongReceiptsPerHour: count(300),
  /** How long the code that was replaced still says so. */
  replacedReceiptDays: span('days', 30, 365),

  // Strangers. Counted per address range, in memory, under a key that changes every hour.
  reportsPerHour: count(400),
  messagesPerHour: count(600),
  signInsPerHour: count(60),
  // Accounts of reporters, where there are any.
  accountsPerHour: count(30),
  /** Codes that go to one mailbox, however its address is typed. */
  accountCodesPerHour: count(5, 100),
  accountReports: count(200, 1_000),
  /** Bytes of files from somebody who has shown no code yet. */
  uploadBytesPerHour: size(2 * GiB),
  /** Mails that ask somebody to confirm an address. */
  confirmationsPerHour: count(20),
  /** The same over the whole desk: it must never be a tool to write to people who did not ask. */
  confirmationsAtAll: count(200),
  /** Over the limit, a report of this much text still arrives, without files and without notices. */
  floodText: size(64 * KiB, 64 * KiB),
  /** Anonymous bytes that nobody opened yet, over the whole desk. Above it, text only. */
  unreadAnonymous: size(2 * GiB),

  /** Different cases that one member opens in an hour, before the passkey is asked for again and the others are told. */
  casesPerHour: count(20, 100_000),
  /** Reports of one reporter that wait for a first answer. Further ones come in all the same, in a slower line. */
  waitingReports: count(5, 10_000),
  // Pages that are told of news while they are open.
  listeners: count(500, 10_000),
  listenersPerMember: count(8, 100),

  // What members typed and did not send.
  keptTextDays: span('days', 30, 365),

  // Lists and search.
  pageSize: count(50, 500),
  apiPageSize: count(200, 1_000),
  searchCases: count(100_000),
  searchMessage: size(64 * KiB, MiB),
  searchCase: size(256 * KiB, 16 * MiB),
  searchWord: count(40, 200),
  searchPrefix: count(3, 10),
  searchMilliseconds: span('milliseconds', 250, 10_000),
  searchMemory: size(256 * MiB, 16 * GiB),
  alikeMemory: size(256 * MiB, 16 * GiB),
})
export type Limits = Readonly<z.infer<typeof limits>>

export const defaultLimits: Limits = Object.freeze(limits.parse({}))

/** `52428800` is `50 MiB`: the largest unit that leaves no remainder. */
export function inUnits(bytes: number): string {
  const unit = ['GiB', 'MiB', 'KiB'].find((name) => bytes % (units[name] ?? 1) === 0 && bytes > 0) ?? 'B'
  return `${bytes / (units[unit] ?? 1)} ${unit}`
}
