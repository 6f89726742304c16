import type { Command } from '../../case/command.ts'
import { creditAs } from '../../case/event.ts'
import { momentOf } from '../../case/noon.ts'
import type { Refusal } from '../../case/refusal.ts'
import type { Done, Naming, Problem, ReporterAccess } from '../../desk/desk.ts'
import { creditProblems, filled } from '../../desk/report-form.ts'
import { download, notFound, seeOther } from '../answer.tsx'
import { clearCookie, readCookie } from '../cookie.ts'
import { type PageForm, readPageForm, threadCookie } from '../guard.ts'
import { FILE_COUNT } from '../page-form.ts'
import type { Visit } from '../route.ts'
import { commandId } from './command-id.ts'
import type { Messages } from './messages/en.ts'
import { chooseAgain, noRoomFor, tooLarge } from './not-sent.ts'
import { messagesFor } from './public-page.tsx'
import { showThread } from './thread.tsx'
import { askForCode } from './thread-lapsed.tsx'
import { rotatedBefore, rotateReceipt } from './thread-rotate.tsx'
import type { FormName } from './thread-state.ts'
import { chooseHowTold } from './thread-told-act.ts'

/** One form of the thread: what it has, and what is done with it, once it is known whose it is. */
export interface ThreadForm {
  /** Beside the token and `seen`. */
  readonly fields: readonly string[]
  readonly files: boolean
  readonly carryOut: (visit: Visit, form: PageForm) => Promise<Response>
  /** What a repeat may be told without a session, where the first one ended it. */
  readonly repeated?: (visit: Visit, form: PageForm) => Promise<Response | undefined>
}

/** Without its id, which is made from what the command says and what its sender had seen. */
type Wish = Command extends infer C ? (C extends Command ? Omit<C, 'id'> : never) : never

export const threadForms: Readonly<Record<FormName, ThreadForm>> = {
  information: saying('information', { text: true, files: true }, ({ fields, files }) => ({
    type: 'AddInformation',
    text: fields.text ?? '',
    files: [...files],
  })),

  message: saying('message', { text: true, files: true }, ({ fields, files }) => ({
    type: 'SendMessage',
    text: fields.text ?? '',
    files: [...files],
  })),

  'decline-answer': saying('decline-answer', { text: true, files: true }, ({ fields, files }) => ({
    type: 'AnswerDecline',
    text: fields.text ?? '',
    files: [...files],
  })),

  withdraw: saying('withdraw', {}, ({ fields }) => ({ type: 'WithdrawReport', text: fields.text ?? '' })),

  verify: saying('verify', { files: true, more: ['holds'] }, ({ fields, files }, m) => {
    const text = fields.text ?? ''
    if (fields.holds !== 'yes' && !filled(text)) return [{ field: 'text', text: m.unsent.saySaw }]
    return { type: 'VerifyFix', holds: fields.holds === 'yes', ...(filled(text) && { text }), files: [...files] }
  }),

  embargo: saying('embargo', { more: ['do', 'until'] }, ({ fields }) => {
    const text = filled(fields.text) ? { text: fields.text } : {}
    if (fields.do === 'accept') return { type: 'AcceptEmbargo' }
    if (fields.do === 'reject') return { type: 'RejectEmbargo', ...text }
    const until = momentOf(fields.until ?? '')
    if (until === undefined)
      return [{ field: 'until', text: 'Give the day as year-month-day, for example 2027-03-31.' }]
    return { type: 'ProposeEmbargo', until, ...text }
  }),

  credit: { fields: ['do', 'credit', 'creditName', 'creditUrl'], files: false, carryOut: chooseCredit },
  rotate: { fields: ['do', 'from', 'id'], files: false, carryOut: rotateReceipt, repeated: rotatedBefore },
  forget: { fields: [], files: false, carryOut: forgetMe },
  told: { fields: ['do', 'address'], files: false, carryOut: chooseHowTold },
}

/**
 * Reads a form of the thread and carries it out. Writing a careful answer takes longer than half an hour: where the
 * session that it was made for is over, the page gives everything back and asks for the code.
 */
export const threadAct = (name: FormName) => async (visit: Visit) => {
  const { fields, files, carryOut, repeated } = threadForms[name]
  let own = false
  let made = ''
  const tokenHolds = (token: string) => {
    made = token
    own = visit.reporter !== null && visit.tokenHolds(token)
    return own || visit.tokenOutlived(token)
  }
  const form = await readPageForm(
    { ...visit, tokenHolds },
    { fields: ['seen', ...fields], ...(files && { files: 'files', dropFiles: visit.reporter === null }) },
  )
  if (form instanceof Response) return form
  return own ? carryOut(visit, form) : ((await repeated?.(visit, form)) ?? askForCode(visit, name, form, made))
}

/** Whose form it is. A form of somebody unknown never comes this far. */
export function reporterOf({ reporter }: Visit): ReporterAccess {
  if (reporter === null) throw new Error('a form of the thread has a reporter')
  return reporter
}

/** The first file that was not kept is the one that did not fit. */
function tooMuch(visit: Visit, { tooLarge: field, lost }: PageForm, came: readonly string[]): readonly Problem[] {
  const m = messagesFor(visit)
  if (field === FILE_COUNT) return [tooLarge(visit, field, undefined, m), ...chooseAgain(came, m)]
  if (field !== 'files') return [tooLarge(visit, 'text', undefined, m), ...chooseAgain(came, m)]
  const [culprit] = lost
  const at = came.lastIndexOf(culprit ?? '')
  return [tooLarge(visit, 'files', culprit, m), ...chooseAgain(at < 0 ? came : came.toSpliced(at, 1), m)]
}

interface Shape {
  /** A text is required. */
  readonly text?: boolean
  readonly files?: boolean
  readonly more?: readonly string[]
}

/** Makes a command of a form and carries it out, or shows the page with all that was typed. */
function saying(
  name: FormName,
  shape: Shape,
  wish: (form: PageForm, m: Messages) => Wish | readonly Problem[],
): ThreadForm {
  const carryOut = async (visit: Visit, form: PageForm): Promise<Response> => {
    const m = messagesFor(visit)
    // Whatever is not sent takes its files with it: a browser does not keep them, and neither do we.
    const came = [...form.files.map((file) => file.name), ...form.lost]
    const refuse = (status: number, problems: readonly Problem[]) =>
      showThread(visit, { refused: { form: name, typed: form.fields, problems } }, status)
    if (form.noRoom !== null) return refuse(503, [noRoomFor(form.noRoom, came, m)])
    if (form.tooLarge !== null) return refuse(413, tooMuch(visit, form, came))
    if (shape.text && !filled(form.fields.text))
      return refuse(422, [{ field: 'text', text: m.unsent.writeFirst }, ...chooseAgain(came, m)])
    const wished = wish(form, m)
    if (!('type' in wished)) return refuse(422, [...wished, ...chooseAgain(came, m)])
    if (!(await visit.within('messagesPerHour', reporterOf(visit).stream)))
      return refuse(429, [{ field: 'text', text: m.unsent.slowDown }, ...chooseAgain(came, m)])
    const done = await give(visit, wished, form.fields.seen ?? '')
    if ('refused' in done) return refuse(409, [{ field: 'text', text: hintOf(done, m) }, ...chooseAgain(came, m)])
    return seeOther(`/thread?done=${name}`)
  }
  return { fields: ['text', ...(shape.more ?? [])], files: shape.files === true, carryOut }
}

/** Why not, as this reporter reads it. The rules themselves speak English. */
const hintOf = ({ refused, hint }: Refusal, { unsent }: Messages): string => unsent.refused[refused] ?? hint

function give(visit: Visit, wish: Wish, seen: string, credited?: Credited): Promise<Done | Refusal> {
  const { naming, token } = credited ?? {}
  const id = commandId(wish, naming, seen, token)
  return visit.desk.asReporter(reporterOf(visit), { ...wish, id } as Command, naming)
}

/**
 * A name, with the token of the form it came in. What is left of a command is a tag made from its id: without something
 * that nobody keeps, whoever holds every key could try names against it, also after the name was withdrawn.
 */
interface Credited {
  readonly naming: Naming
  readonly token: string
}

async function chooseCredit(visit: Visit, { fields, token }: PageForm): Promise<Response> {
  const m = messagesFor(visit)
  const as = creditAs.safeParse(fields.credit)
  const problems = as.success ? creditProblems(fields) : [{ field: 'credit', text: m.unsent.chooseFirst }]
  if (!as.success || problems.length > 0)
    return showThread(visit, { refused: { form: 'credit', typed: fields, problems } }, 422)
  if (fields.do === 'preview') return showThread(visit, { preview: fields }, 200)
  if (!(await visit.within('messagesPerHour', reporterOf(visit).stream)))
    return showThread(
      visit,
      { refused: { form: 'credit', typed: fields, problems: [{ field: 'credit', text: m.unsent.slowDown }] } },
      429,
    )
  const naming = as.data === 'named' ? namingOf(fields) : undefined
  const done = await give(
    visit,
    { type: 'ChooseCredit', as: as.data, naming: 0 },
    fields.seen ?? '',
    naming && { naming, token },
  )
  if ('refused' in done)
    return showThread(
      visit,
      { refused: { form: 'credit', typed: fields, problems: [{ field: 'credit', text: hintOf(done, m) }] } },
      409,
    )
  return seeOther('/thread?done=credit')
}

function namingOf(fields: Readonly<Record<string, string>>): Naming {
  const url = fields.creditUrl?.trim() ?? ''
  return { name: fields.creditName?.trim() ?? '', ...(url !== '' && { url }) }
}

async function forgetMe(visit: Visit): Promise<Response> {
  const done = await visit.desk.forget(reporterOf(visit))
  if (!('refused' in done)) return seeOther('/thread?done=forget')
  return showThread(
    visit,
    { refused: { form: 'forget', typed: {}, problems: [{ field: 'text', text: hintOf(done, messagesFor(visit)) }] } },
    409,
  )
}

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
