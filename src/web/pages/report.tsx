import type { DraftSaved, Problem, Sent } from '../../desk/desk.ts'
import { inUnits } from '../../limits.ts'
import { attachment, sorry } from '../answer.tsx'
import { type PageForm, readPageForm } from '../guard.ts'
import { FILE_COUNT, type NoRoom } from '../page-form.ts'
import type { Visit } from '../route.ts'
import { chooseAgain, named, tooManyFiles } from './not-sent.ts'
import { openThread } from './open-thread.ts'
import { translated } from './public-page.tsx'
import { reportFields, type Typed } from './report-fields.ts'
import { ReportFormPage, type ReportFormState } from './report-form.tsx'
import { comesIn, notNow, reportLoad, savedText } from './report-load.tsx'
import { ReportReviewPage } from './report-review.tsx'
import { ReportSentPage } from './report-sent.tsx'
import { howTold, tellAsChosen } from './report-told.ts'

const empty: ReportFormState = { typed: {}, secret: null, files: [], problems: [] }

export const newReportPage = (visit: Visit): Promise<Response> => shown(visit, empty)

async function shown(visit: Visit, state: ReportFormState, status = 200): Promise<Response> {
  const load = await reportLoad(visit)
  return translated(visit, <ReportFormPage visit={visit} state={state} load={load} />, { status })
}

/** Every button of the report form, the review and the receipt. What was typed lies in the draft from the first press on. */
export async function reportForm(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [...reportFields, 'draft', 'do'], files: 'files' })
  if (form instanceof Response) return form
  const secret = form.fields.draft ?? ''
  if (form.fields.do === 'send') return send(visit, secret)
  if (form.fields.do === 'edit') return edit(visit, secret)
  return keep(visit, form, secret === '' ? null : secret)
}

async function keep(visit: Visit, form: PageForm, secret: string | null): Promise<Response> {
  const typed = typedIn(form)
  if (form.fields.do === 'save') return savedText(visit, typed)
  const gone = chooseAgain([...form.files.map(({ name }) => name), ...form.lost])
  if (form.tooLarge !== null && form.tooLarge !== 'files' && form.tooLarge !== FILE_COUNT)
    return tooLong(visit, typed, secret, form.tooLarge, gone)
  // A draft is kept for a day before anybody sends it, so there is only so much of it for one network.
  if (!(await visit.within('messagesPerHour'))) return tooManyDrafts(visit, typed, secret, gone)
  const intake = await visit.desk.intake.now()
  if (intake.state === 'paused' && !(await comesIn(visit, form, intake, secret)))
    return shown(visit, { typed, secret: null, files: [], problems: [notNow(visit, intake.until), ...gone] }, 422)
  const draft = await visit.desk.saveDraft({ secret, form: typed, addFiles: form.files, removeFiles: removedBy(form) })
  if (draft.sent !== null) return sentPage(visit, draft.sent, draft.secret)
  if (form.noRoom !== null) return formPage(visit, draft, [...draft.problems, noRoom(form.noRoom, form.lost)], 503)
  if (form.tooLarge === FILE_COUNT)
    return formPage(visit, draft, [...draft.problems, ...tooMany(visit, form.lost)], 413)
  if (form.tooLarge === 'files')
    return formPage(visit, draft, [...draft.problems, ...tooLargeFile(visit, form.lost)], 413)
  if (form.fields.do?.startsWith('remove:')) return formPage(visit, draft, [], 200)
  if (draft.problems.length > 0) return formPage(visit, draft, draft.problems, 422)
  return translated(visit, <ReportReviewPage visit={visit} draft={draft} />)
}

const typedIn = (form: PageForm): Typed =>
  Object.fromEntries(reportFields.map((field) => [field, form.fields[field] ?? '']))

const removedBy = (form: PageForm): readonly string[] => {
  const [, file] = /^remove:([a-z0-9-]{1,64})$/.exec(form.fields.do ?? '') ?? []
  return file === undefined ? [] : [file]
}

/** A text that does not fit is shown again as far as it fits, and kept nowhere, nor are the files that came with it. */
async function tooLong(
  visit: Visit,
  typed: Typed,
  secret: string | null,
  field: string,
  gone: readonly Problem[],
): Promise<Response> {
  const known = secret === null ? undefined : await visit.desk.readDraft(secret)
  const text = `This is longer than ${inUnits(visit.config.limits.fieldText)}, and only the beginning is left here. Attach the whole text as a file.`
  const state = {
    typed,
    secret: known?.secret ?? null,
    files: known?.files ?? [],
    problems: [{ field, text }, ...gone],
  }
  return shown(visit, state, 413)
}

const noRoom = (why: NoRoom, names: readonly string[]): Problem => ({
  field: 'files',
  text:
    why === 'much'
      ? `Very many files came from your network in the last hour, so ${named(names)} had to be left out. Send the text now, and add what is missing in the thread in an hour.`
      : why === 'full'
        ? `This desk holds as many new files as it can for now, so ${named(names)} had to be left out. Send the text now, and add what is missing in the thread in a few hours.`
        : `Files cannot be stored right now, so ${named(names)} had to be left out. What you typed is kept: choose the files again in a few minutes, or send the text now and add them in the thread.`,
})

/** Shown again as it was typed, and kept as far as it was kept before. */
async function tooManyDrafts(
  visit: Visit,
  typed: Typed,
  secret: string | null,
  gone: readonly Problem[],
): Promise<Response> {
  const known = secret === null ? undefined : await visit.desk.readDraft(secret)
  const text =
    'Very many drafts came from your network in the last hour. What you typed is still here: press the button again in a while.'
  const state = {
    typed,
    secret: known?.secret ?? null,
    files: known?.files ?? [],
    problems: [{ field: 'title', text }, ...gone],
  }
  return shown(visit, state, 429)
}

/** The first file that was not kept is the one that did not fit; what came after it was not read any more. */
const tooLargeFile = (visit: Visit, [culprit, ...after]: readonly string[]): readonly Problem[] => [
  {
    field: 'files',
    text: `${culprit === undefined ? 'A file' : named([culprit])} was larger than ${inUnits(visit.config.limits.fileSize)}, and was left out. What you typed is kept.`,
  },
  ...chooseAgain(after),
]

const tooMany = (visit: Visit, lost: readonly string[]): readonly Problem[] => [
  {
    field: 'files',
    text: `${tooManyFiles(visit)}, so ${named(lost)} ${lost.length === 1 ? 'was' : 'were'} left out. Everything else is kept. What is left over can follow in the thread.`,
  },
]

const formPage = (visit: Visit, draft: DraftSaved, problems: readonly Problem[], status: number): Promise<Response> =>
  shown(visit, { typed: draft.form, secret: draft.secret, files: draft.files, problems }, status)

async function edit(visit: Visit, secret: string): Promise<Response> {
  const draft = await visit.desk.readDraft(secret)
  if (draft === undefined) return draftGone(visit)
  return draft.sent === null ? formPage(visit, draft, [], 200) : sentPage(visit, draft.sent, secret)
}

async function send(visit: Visit, secret: string): Promise<Response> {
  const draft = await visit.desk.readDraft(secret)
  if (draft === undefined) return draftGone(visit)
  if (draft.sent !== null) return sentPage(visit, draft.sent, secret)
  const flood = !(await visit.within('reportsPerHour'))
  if (flood && lengthOf(draft.form) > visit.config.limits.floodText)
    return formPage(visit, draft, [tooMuchNow(visit)], 429)
  const sent = await visit.desk.sendDraft(secret, flood, await openThread(visit))
  if ('problems' in sent) return formPage(visit, draft, sent.problems, 422)
  if (!flood) await tellAsChosen(visit, sent, draft.form)
  return sentPage(visit, sent, secret)
}

const lengthOf = (typed: Typed): number =>
  Object.values(typed).reduce((sum, value) => sum + Buffer.byteLength(value), 0)

const tooMuchNow = (visit: Visit): Problem => ({
  field: 'description',
  text: `Many reports came from your network in the last hour, so at most ${inUnits(visit.config.limits.floodText)} of text can be sent now. Shorten it, or send it in an hour: the draft is kept for a day.`,
})

async function sentPage(visit: Visit, sent: Sent, secret: string): Promise<Response> {
  const access = await visit.desk.openReceipt(sent.receipt)
  const open = access !== undefined && 'stream' in access ? access : null
  const expected = open === null ? null : await visit.desk.expected({ ...open, ...sent, by: sent.answerBy })
  const how = await howTold(visit, sent, open)
  return translated(visit, <ReportSentPage visit={visit} sent={sent} secret={secret} how={how} expected={expected} />)
}

const draftGone = (visit: Visit): Response =>
  sorry(
    visit,
    422,
    'This draft is no longer here',
    'Drafts are kept for a day. If your report was sent, open it with the receipt code; otherwise go back, copy what you wrote, and begin again.',
  )

/** Proof of submission as a file. It holds no title, no number and no code. */
export async function proofFile(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['draft'] })
  if (form instanceof Response) return form
  const draft = await visit.desk.readDraft(form.fields.draft ?? '')
  if (draft?.sent == null) return draftGone(visit)
  return attachment('postern-proof.json', 'application/json', `${JSON.stringify(draft.sent.proof, null, 2)}\n`)
}
