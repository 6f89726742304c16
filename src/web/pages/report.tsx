import type { DraftSaved, Problem, Sent } from '../../desk/desk.ts'
import { inUnits } from '../../limits.ts'
import { attachment, sorryThat } from '../answer.tsx'
import { type PageForm, readPageForm } from '../guard.ts'
import { FILE_COUNT, type NoRoom } from '../page-form.ts'
import type { Visit } from '../route.ts'
import { filled } from './messages/said.tsx'
import { chooseAgain, fileName, named } from './not-sent.ts'
import { openThread } from './open-thread.ts'
import { messagesFor, translated } from './public-page.tsx'
import { reportFields, type Typed } from './report-fields.ts'
import { ReportFormPage, type ReportFormState } from './report-form.tsx'
import { comesIn, notNow, reportLoad, savedText } from './report-load.tsx'
import { ReportReviewPage } from './report-review.tsx'
import { ReportSentPage } from './report-sent.tsx'
import { howTold, tellAsChosen } from './report-told.ts'
import { signedInHere } from './reporter-account/cookies.ts'
import { joinAccount, listedIn } from './reporter-account/join.ts'

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
  const gone = chooseAgain([...form.files.map(({ name }) => name), ...form.lost], messagesFor(visit))
  if (form.tooLarge !== null && form.tooLarge !== 'files' && form.tooLarge !== FILE_COUNT)
    return tooLong(visit, typed, secret, form.tooLarge, gone)
  // A draft is kept for a day before anybody sends it, so there is only so much of it for one network.
  if (!(await visit.within('messagesPerHour'))) return tooManyDrafts(visit, typed, secret, gone)
  const intake = await visit.desk.intake.now()
  if (intake.state === 'paused' && !(await comesIn(visit, form, intake, secret)))
    return shown(visit, { typed, secret: null, files: [], problems: [notNow(visit, intake.until), ...gone] }, 422)
  const draft = await visit.desk.saveDraft({ secret, form: typed, addFiles: form.files, removeFiles: removedBy(form) })
  if (draft.sent !== null) return sentPage(visit, draft.sent, draft.secret)
  if (form.noRoom !== null)
    return formPage(visit, draft, [...draft.problems, noRoom(visit, form.noRoom, form.lost)], 503)
  if (form.tooLarge === FILE_COUNT)
    return formPage(visit, draft, [...draft.problems, ...tooMany(visit, form.lost)], 413)
  if (form.tooLarge === 'files')
    return formPage(visit, draft, [...draft.problems, ...tooLargeFile(visit, form.lost)], 413)
  if (form.fields.do?.startsWith('remove:')) return formPage(visit, draft, [], 200)
  if (draft.problems.length > 0) return formPage(visit, draft, draft.problems, 422)
  const signedIn = (await signedInHere(visit)) !== null
  return translated(visit, <ReportReviewPage visit={visit} draft={draft} signedIn={signedIn} />)
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
  const text = filled(messagesFor(visit).unsent.tooLong, { size: inUnits(visit.config.limits.fieldText) })
  const state = {
    typed,
    secret: known?.secret ?? null,
    files: known?.files ?? [],
    problems: [{ field, text }, ...gone],
  }
  return shown(visit, state, 413)
}

function noRoom(visit: Visit, why: NoRoom, names: readonly string[]): Problem {
  const m = messagesFor(visit)
  return { field: 'files', text: filled(m.unsent.draft[why], { names: named(names, m) }) }
}

/** Shown again as it was typed, and kept as far as it was kept before. */
async function tooManyDrafts(
  visit: Visit,
  typed: Typed,
  secret: string | null,
  gone: readonly Problem[],
): Promise<Response> {
  const known = secret === null ? undefined : await visit.desk.readDraft(secret)
  const text = messagesFor(visit).unsent.draft.manyDrafts
  const state = {
    typed,
    secret: known?.secret ?? null,
    files: known?.files ?? [],
    problems: [{ field: 'title', text }, ...gone],
  }
  return shown(visit, state, 429)
}

/** The first file that was not kept is the one that did not fit; what came after it was not read any more. */
function tooLargeFile(visit: Visit, [culprit, ...after]: readonly string[]): readonly Problem[] {
  const m = messagesFor(visit)
  const size = inUnits(visit.config.limits.fileSize)
  const text = filled(m.unsent.draft.tooLargeFile, { name: fileName(culprit, m), size })
  return [{ field: 'files', text }, ...chooseAgain(after, m)]
}

function tooMany(visit: Visit, lost: readonly string[]): readonly Problem[] {
  const m = messagesFor(visit)
  const count = String(visit.config.limits.filesPerMessage)
  return [{ field: 'files', text: filled(m.unsent.draft.tooMany(lost.length), { count, names: named(lost, m) }) }]
}

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
  await joinAccount(visit, sent)
  return sentPage(visit, sent, secret)
}

const lengthOf = (typed: Typed): number =>
  Object.values(typed).reduce((sum, value) => sum + Buffer.byteLength(value), 0)

const tooMuchNow = (visit: Visit): Problem => ({
  field: 'description',
  text: filled(messagesFor(visit).unsent.draft.flood, { size: inUnits(visit.config.limits.floodText) }),
})

async function sentPage(visit: Visit, sent: Sent, secret: string): Promise<Response> {
  const access = await visit.desk.openReceipt(sent.receipt)
  const open = access !== undefined && 'stream' in access ? access : null
  const expected = open === null ? null : await visit.desk.expected({ ...open, ...sent, by: sent.answerBy })
  const how = await howTold(visit, sent, open)
  const joined = open !== null && (await listedIn(visit, open))
  return translated(
    visit,
    <ReportSentPage visit={visit} sent={sent} secret={secret} how={how} expected={expected} joined={joined} />,
  )
}

const draftGone = (visit: Visit): Response =>
  sorryThat(visit, 422, () => {
    const { gone, goneText } = messagesFor(visit).unsent.draft
    return [gone, goneText]
  })

/** Proof of submission as a file. It holds no title, no number and no code. */
export async function proofFile(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['draft'] })
  if (form instanceof Response) return form
  const draft = await visit.desk.readDraft(form.fields.draft ?? '')
  if (draft?.sent == null) return draftGone(visit)
  return attachment('postern-proof.json', 'application/json', `${JSON.stringify(draft.sent.proof, null, 2)}\n`)
}
