import { setImmediate as inTheMeantime } from 'node:timers/promises'
import type { Door, FileRef } from '../case/event.ts'
import { inUnits } from '../limits.ts'
import { dropBlob, expectBlob } from '../store/blob-rows.ts'
import { type DraftRecord, findDraft, insertDraft, sendDraft, updateDraft } from '../store/draft-rows.ts'
import { StoreFailure, type Write } from '../store/store.ts'
import { lineFor, slowerFrom } from './budget.ts'
import type { DraftInput, DraftSaved, Form, Problem, ReporterAccess, ReportRefused, Sent, Unsendable } from './desk.ts'
import { bodyHash, type DraftBody, draftTag, openAnswer, openDraft, sealAnswer, sealDraft } from './draft.ts'
import { freshSecret } from './fresh.ts'
import { type Arriving, type NewCase, newCase } from './intake.ts'
import type { Intake, IntakeState } from './intake-state.ts'
import type { Means } from './means.ts'
import type { OpenCases } from './open-cases.ts'
import { sizeOf } from './projection.ts'
import { receiptCode } from './receipt-code.ts'
import { formFields, type ReadForm, readReport } from './report-form.ts'

/**
 * Web and API send through drafts: what was typed is on disk before anything is asked of it, a double send is a state
 * of the draft, and a repeat after an unknown commit shows the same receipt.
 */
export interface Drafts {
  save(input: DraftInput): Promise<DraftSaved>
  read(secret: string): Promise<DraftSaved | undefined>
  send(secret: string, coming: Coming): Promise<Sent | Unsendable>
  report(
    key: string | null,
    form: Form,
    files: readonly FileRef[],
    door: Door,
    coming: Coming,
  ): Promise<Sent | Unsendable | ReportRefused>
}

/** How a report comes, beside what is in it. */
export interface Coming {
  /** Very many came from the same network. */
  readonly flood: boolean
  /** The thread that its sender has open. */
  readonly by: ReporterAccess | null
}

const tries = 8

/** What a form may name: never the key of an API report, which a stranger could guess. */
const isSecret = (typed: string | null): typed is string => typed !== null && /^[A-Za-z0-9_-]{22}$/.test(typed)

export function drafts(means: Means, open: OpenCases, intake: IntakeState, arrived: (made: NewCase) => void): Drafts {
  const around = { means, open, intake, arrived }
  return {
    save: (input) => saveDraft(means, { ...input, secret: isSecret(input.secret) ? input.secret : null }),
    read: async (secret) => {
      const row = isSecret(secret) ? await findRow(means, secret) : undefined
      return row === undefined ? undefined : saved(means, secret, row)
    },
    async send(secret, coming) {
      for (let attempt = 0; attempt < tries; attempt++) {
        const row = isSecret(secret) ? await findRow(means, secret) : undefined
        if (row === undefined)
          return {
            problems: [
              { field: 'draft', text: 'This draft is no longer here. Drafts are kept for a day; please begin again.' },
            ],
          }
        if (row.state === 'sent') return openAnswer(means.keys, secret, row.answer).sent
        const wait = await filesWait(means, open, openDraft(means.keys, secret, row.body).files, coming.flood)
        if (wait !== null) return { problems: [wait] }
        const sent = await sendOnce(around, secret, row, coming)
        if (sent !== 'conflict') return sent
      }
      throw busy()
    },
    async report(key, form, files, door, coming) {
      for (let attempt = 0; attempt < tries; attempt++) {
        const done = await reportOnce(around, key, form, files, door, coming)
        if (done !== 'conflict') return done
      }
      throw busy()
    },
  }
}

// ── web drafts ─────────────────────────────────────────────────────────────────────────────────────────────────────

async function saveDraft(means: Means, input: DraftInput): Promise<DraftSaved> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const known = input.secret === null ? undefined : await findRow(means, input.secret)
    // A secret that nobody knows begins a new draft under a new secret: a stranger's guess never becomes a draft's name.
    const secret = known === undefined || input.secret === null ? freshSecret(means.random) : input.secret
    if (known?.state === 'sent') return saved(means, secret, known)
    const before = known === undefined ? { form: {}, files: [] } : openDraft(means.keys, secret, known.body)
    const body = merged(before, input)
    const written = await means.store.write(draftWrites(means, secret, known, body, input))
    if (written.result === 'committed') return savedOpen(means, secret, body)
  }
  throw busy()
}

function merged(before: DraftBody, input: DraftInput): DraftBody {
  const kept = before.files.filter((file) => !input.removeFiles.includes(file.id))
  const form = Object.fromEntries(Object.entries(input.form).filter(([field]) => formFields.has(field)))
  return { form: { ...before.form, ...form }, files: [...kept, ...input.addFiles].slice(0, 200) }
}

function draftWrites(
  means: Means,
  secret: string,
  known: DraftRecord | undefined,
  body: DraftBody,
  input: DraftInput,
): Write[] {
  const now = means.clock.now()
  const tag = draftTag(means.keys, secret)
  const sealed = sealDraft(means.keys, secret, body)
  const before = known === undefined ? [] : openDraft(means.keys, secret, known.body).files
  return [
    known === undefined ? insertDraft(tag, sealed, now) : updateDraft(tag, known.rev, sealed, now),
    ...input.addFiles.map((file) => expectBlob(file.blob, tag, now)),
    ...before.filter((file) => input.removeFiles.includes(file.id)).map((file) => dropBlob(file.blob, tag)),
  ]
}

/** Also in a pause: who has a draft began before it, or writes of what is exploited now. */
async function sendOnce(
  { means, intake, arrived }: Around,
  secret: string,
  row: DraftRecord,
  coming: Coming,
): Promise<Sent | Unsendable | 'conflict'> {
  const body = openDraft(means.keys, secret, row.body)
  const read = readReport(body.form, means.policy.policy, means.clock.now())
  if (!('report' in read)) return { problems: read }
  const receipt = receiptCode(means.keys.purpose('receipt').bytes, secret)
  const tag = draftTag(means.keys, secret)
  const line = await lineOf(means, read, await intake.now(), coming)
  const made = newCase(means, {
    read,
    files: body.files,
    door: 'form',
    actor: null,
    receipt,
    draft: tag,
    ...line,
  })
  const sent = sentOf(made, receipt)
  const rows = [
    ...made.append.rows,
    sendDraft(tag, row.rev, sealAnswer(means.keys, secret, sent, bodyHash(body)), made.receivedAt),
  ]
  const written = await means.store.append({ ...made.append, rows })
  if (written.result !== 'committed') return 'conflict'
  means.uploads.kept(body.files.map((file) => file.blob))
  arrived(made)
  return sent
}

// ── API reports ────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The key is chosen outside and may be guessable, so nothing is derived from it: the receipt comes from a fresh secret
 * and lies in the answer, sealed under the key.
 */
async function reportOnce(
  { means, open, intake, arrived }: Around,
  key: string | null,
  form: Form,
  files: readonly FileRef[],
  door: Door,
  coming: Coming,
): Promise<Sent | Unsendable | ReportRefused | 'conflict'> {
  const { flood } = coming
  const body: DraftBody = { form: { ...form }, files: [...files] }
  const secret = key === null ? null : `key:${key}`
  const row = secret === null ? undefined : await findRow(means, secret)
  if (secret !== null && row !== undefined) {
    const first = openAnswer(means.keys, secret, row.answer)
    return first.body === bodyHash(body) ? first.sent : { refused: 'key-reused' }
  }
  const wait = await filesWait(means, open, files, flood)
  if (wait !== null) return { problems: [wait] }
  const little = means.room() === 'little'
  if ((flood || little) && textSize(form) > means.limits.floodText) return { problems: [lessText(means, little)] }
  const read = readReport(form, means.policy.policy, means.clock.now())
  if (!('report' in read)) return { problems: read }
  const state = await intake.now()
  if (state.state === 'paused' && read.report.exploited !== true)
    return { refused: 'intake-paused', until: state.until, why: state.why }
  const receipt = receiptCode(means.keys.purpose('receipt').bytes, freshSecret(means.random))
  const line = await lineOf(means, read, state, coming)
  const made = newCase(means, { read, files, door, actor: null, receipt, ...line })
  const known = secret === null ? null : sentOf(made, receipt)
  const kept = secret === null || known === null ? [] : answerRows(means, secret, known, body, made.receivedAt)
  const [written, sent] = await Promise.all([
    means.store.append({ ...made.append, rows: [...made.append.rows, ...kept] }),
    // An answer that need not be kept is signed while the disk is at work.
    known ?? inTheMeantime().then(() => sentOf(made, receipt)),
  ])
  if (written.result !== 'committed') return 'conflict'
  means.uploads.kept(body.files.map((file) => file.blob))
  arrived(made)
  return sent
}

function answerRows(means: Means, secret: string, sent: Sent, body: DraftBody, now: number): Write[] {
  const tag = draftTag(means.keys, secret)
  return [
    insertDraft(tag, new Uint8Array(), now),
    sendDraft(tag, 1, sealAnswer(means.keys, secret, sent, bodyHash(body)), now),
  ]
}

// ── shared ─────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Around {
  readonly means: Means
  readonly open: OpenCases
  readonly intake: IntakeState
  readonly arrived: (made: NewCase) => void
}

/** When the first answer is due, and whether a notice tells of it. What is exploited now stands in no line. */
async function lineOf(
  means: Means,
  { report }: ReadForm,
  intake: Intake,
  { flood, by }: Coming,
): Promise<Pick<Arriving, 'flood' | 'answerFrom' | 'rows'>> {
  const exploited = report.exploited === true
  const { slower, rows } = await lineFor(means, by, exploited)
  const begins = intake.state === 'paused' && !exploited ? intake.until : undefined
  return {
    flood: flood || slower || means.room() === 'little' || undefined,
    answerFrom: slower ? slowerFrom(means, begins ?? means.clock.now()) : begins,
    rows,
  }
}

const sentOf = ({ number, receivedAt, answerBy, prove }: NewCase, receipt: string): Sent => ({
  receipt,
  number,
  receivedAt,
  answerBy,
  proof: prove(),
})

async function findRow(means: Means, secret: string): Promise<DraftRecord | undefined> {
  if (secret.length > 300) return undefined
  const [row] = await means.store.read(findDraft(draftTag(means.keys, secret)))
  return row
}

function saved(means: Means, secret: string, row: DraftRecord): DraftSaved {
  if (row.state === 'open') return savedOpen(means, secret, openDraft(means.keys, secret, row.body))
  const { sent } = openAnswer(means.keys, secret, row.answer)
  return { secret, form: {}, files: [], problems: [], receipt: sent.receipt, sent }
}

function savedOpen(means: Means, secret: string, body: DraftBody): DraftSaved {
  const read = readReport(body.form, means.policy.policy, means.clock.now())
  const receipt = receiptCode(means.keys.purpose('receipt').bytes, secret)
  return { secret, form: body.form, files: body.files, problems: 'report' in read ? [] : read, receipt, sent: null }
}

/** Text always arrives. Files have to wait where too much came at once; nothing is dropped unseen. */
async function filesWait(
  means: Means,
  open: OpenCases,
  files: readonly FileRef[],
  flood: boolean,
): Promise<Problem | null> {
  if (files.length === 0) return null
  const size = sizeOf(files)
  if (size > means.limits.caseFiles)
    return {
      field: 'files',
      text: `All files of a report together have at most ${inUnits(means.limits.caseFiles)}. Remove some, or say where we can find them.`,
    }
  if (means.room() !== 'enough')
    return {
      field: 'files',
      text: 'This desk has too little room for files right now. Remove them and send the text; you can add files in the thread later.',
    }
  if (flood)
    return {
      field: 'files',
      text: 'Very many reports came from your network in the last hour, so files have to wait. Remove them and send the text now; you can add files in the thread in an hour.',
    }
  const full = (await open.unreadBytes()) + size > means.limits.unreadAnonymous
  return full
    ? {
        field: 'files',
        text: 'This desk has more unread files than it can take right now. Remove them and send the text; you can add files in the thread later.',
      }
    : null
}

const textSize = (form: Form): number => Object.values(form).reduce((sum, text) => sum + Buffer.byteLength(text), 0)

const lessText = ({ limits }: Means, little: boolean): Problem => ({
  field: 'description',
  text: `${little ? 'This desk has little room left' : 'Very many reports came from your network in the last hour'}, so at most ${inUnits(limits.floodText)} of text can be sent now. Shorten it, or send it in an hour.`,
})

const busy = () => new StoreFailure('busy', 'this draft changed too often while it was being saved')
