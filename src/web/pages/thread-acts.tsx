import type { Command } from '../../case/command.ts'
import { creditAs } from '../../case/event.ts'
import type { Refusal } from '../../case/refusal.ts'
import type { Done, Naming, Problem } from '../../desk/desk.ts'
import { creditProblems, filled } from '../../desk/report-form.ts'
import { download, html, notFound, seeOther } from '../answer.tsx'
import { clearCookie, readCookie } from '../cookie.ts'
import { type PageForm, readPageForm, threadCookie } from '../guard.ts'
import type { Visit } from '../route.ts'
import { PageHead } from '../ui/section.tsx'
import { commandId } from './command-id.ts'
import { noRoom, tooLarge } from './not-sent.ts'
import { PublicPage } from './public-page.tsx'
import { threadSession } from './receipt.tsx'
import { ReceiptSheet } from './receipt-sheet.tsx'
import { showThread } from './thread.tsx'
import type { FormName } from './thread-state.ts'

/** Without its id, which is made from what the command says and what its sender had seen. */
type Wish = Command extends infer C ? (C extends Command ? Omit<C, 'id'> : never) : never

export const addInformation = (visit: Visit) =>
  withForm(visit, 'information', { text: true, files: true }, ({ fields, files }) => ({
    type: 'AddInformation',
    text: fields.text ?? '',
    files: [...files],
  }))

export const sendMessage = (visit: Visit) =>
  withForm(visit, 'message', { text: true, files: true }, ({ fields, files }) => ({
    type: 'SendMessage',
    text: fields.text ?? '',
    files: [...files],
  }))

export const answerDecline = (visit: Visit) =>
  withForm(visit, 'decline-answer', { text: true, files: true }, ({ fields, files }) => ({
    type: 'AnswerDecline',
    text: fields.text ?? '',
    files: [...files],
  }))

export const withdraw = (visit: Visit) =>
  withForm(visit, 'withdraw', {}, ({ fields }) => ({ type: 'WithdrawReport', text: fields.text ?? '' }))

export const verifyFix = (visit: Visit) =>
  withForm(visit, 'verify', { files: true, more: ['holds'] }, ({ fields, files }) => {
    const text = fields.text ?? ''
    if (fields.holds !== 'yes' && !filled(text))
      return [{ field: 'text', text: 'Tell us what you saw, so that the next fix holds.' }]
    return { type: 'VerifyFix', holds: fields.holds === 'yes', ...(filled(text) && { text }), files: [...files] }
  })

export const answerEmbargo = (visit: Visit) =>
  withForm(visit, 'embargo', { more: ['do', 'until'] }, ({ fields }) => {
    const text = filled(fields.text) ? { text: fields.text } : {}
    if (fields.do === 'accept') return { type: 'AcceptEmbargo' }
    if (fields.do === 'reject') return { type: 'RejectEmbargo', ...text }
    const until = noonOf(fields.until ?? '')
    if (until === undefined)
      return [{ field: 'until', text: 'Give the day as year-month-day, for example 2027-03-31.' }]
    return { type: 'ProposeEmbargo', until, ...text }
  })

/** Noon in UTC: neither side of the world reads it as the day before. */
function noonOf(typed: string): number | undefined {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(typed) ? Date.parse(`${typed}T12:00:00Z`) : Number.NaN
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== typed ? undefined : at
}

interface Shape {
  /** A text is required. */
  readonly text?: boolean
  readonly files?: boolean
  readonly more?: readonly string[]
}

/** Reads one form of the thread, makes a command of it and carries it out, or shows the page with all that was typed. */
async function withForm(
  visit: Visit,
  name: FormName,
  shape: Shape,
  wish: (form: PageForm) => Wish | readonly Problem[],
): Promise<Response> {
  const form = await readPageForm(visit, {
    fields: ['seen', 'text', ...(shape.more ?? [])],
    ...(shape.files && { files: 'files' }),
  })
  if (form instanceof Response) return form
  const refuse = (status: number, ...problems: readonly Problem[]) =>
    showThread(visit, { refused: { form: name, typed: form.fields, problems } }, status)
  if (form.noRoom) return refuse(503, noRoom)
  if (form.tooLarge !== null) return refuse(413, tooLarge(visit, form.tooLarge === 'files' ? 'files' : 'text'))
  if (shape.text && !filled(form.fields.text)) return refuse(422, { field: 'text', text: 'Write a few words first.' })
  const wished = wish(form)
  if (!('type' in wished)) return refuse(422, ...wished)
  if (!(await visit.within('messagesPerHour', visit.reporter?.stream)))
    return refuse(429, {
      field: 'text',
      text: 'That was a lot in one hour. Please wait a little, then send this again.',
    })
  const done = await give(visit, wished, form.fields.seen ?? '')
  if ('refused' in done)
    return refuse(409, {
      field: 'text',
      text: `${done.hint}${form.files.length > 0 ? ' Please attach your files again.' : ''}`,
    })
  return seeOther(`/thread?done=${name}`)
}

function give(visit: Visit, wish: Wish, seen: string, naming?: Naming): Promise<Done | Refusal> {
  if (visit.reporter === null) throw new Error('a form of the thread has a reporter')
  const id = commandId(wish, naming, seen)
  return visit.desk.asReporter(visit.reporter, { ...wish, id } as Command, naming)
}

export async function chooseCredit(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['seen', 'do', 'credit', 'creditName', 'creditUrl'] })
  if (form instanceof Response) return form
  const { fields } = form
  const as = creditAs.safeParse(fields.credit)
  const problems = as.success ? creditProblems(fields) : [{ field: 'credit', text: 'Choose one of the ways first.' }]
  if (!as.success || problems.length > 0)
    return showThread(visit, { refused: { form: 'credit', typed: fields, problems } }, 422)
  if (fields.do === 'preview') return showThread(visit, { preview: fields }, 200)
  const naming = as.data === 'named' ? namingOf(fields) : undefined
  const done = await give(visit, { type: 'ChooseCredit', as: as.data, naming: 0 }, fields.seen ?? '', naming)
  if ('refused' in done)
    return showThread(
      visit,
      { refused: { form: 'credit', typed: fields, problems: [{ field: 'credit', text: done.hint }] } },
      409,
    )
  return seeOther('/thread?done=credit')
}

function namingOf(fields: Readonly<Record<string, string>>): Naming {
  const url = fields.creditUrl?.trim() ?? ''
  return { name: fields.creditName?.trim() ?? '', ...(url !== '' && { url }) }
}

/** A new code. The page shows it once; the session goes on under it. */
export async function rotateReceipt(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['seen'] })
  if (form instanceof Response) return form
  const number = visit.reporter === null ? undefined : (await visit.desk.thread(visit.reporter))?.view.number
  if (visit.reporter === null || number === undefined) return seeOther('/receipt')
  const code = await visit.desk.rotateReceipt(visit.reporter)
  if (typeof code !== 'string') return showThread(visit, { refused: refusedAct('rotate', code) }, 409)
  const access = await visit.desk.openReceipt(code)
  const cookie =
    access !== undefined && 'stream' in access ? await threadSession(visit, access) : clearCookie(visit, threadCookie)
  return html(
    visit,
    <PublicPage visit={visit} title={`New code ${number}`}>
      <PageHead
        over={<bdi>{number}</bdi>}
        title="Your new receipt code"
        lead="The old code does not work any more. Save this one now."
      />
      <ReceiptSheet visit={visit} receipt={{ code, number, receivedAt: null, answerBy: null }} />
    </PublicPage>,
    { cookies: [cookie] },
  )
}

export async function forgetMe(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['seen'] })
  if (form instanceof Response) return form
  if (visit.reporter === null) return seeOther('/receipt')
  const done = await visit.desk.forget(visit.reporter)
  if ('refused' in done) return showThread(visit, { refused: refusedAct('forget', done) }, 409)
  return seeOther('/thread?done=forget')
}

const refusedAct = (form: FormName, { hint }: Refusal) => ({
  form,
  typed: {},
  problems: [{ field: 'text', text: hint }],
})

export async function leave(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [] })
  if (form instanceof Response) return form
  const token = readCookie(visit.request, visit, threadCookie)
  if (token !== undefined) await visit.team.endReporterSession(token)
  return seeOther('/receipt', { cookies: [clearCookie(visit, threadCookie)] })
}

/** A file of this thread, to be saved. One of another thread is as little there as one that never was. */
export async function threadFile(visit: Visit): Promise<Response> {
  const thread = visit.reporter === null ? undefined : await visit.desk.thread(visit.reporter)
  if (visit.reporter === null || thread === undefined) return notFound(visit)
  const file = await visit.desk.file(visit.reporter, thread.view.number, visit.params.id ?? '')
  return file === undefined ? notFound(visit) : download(file)
}
