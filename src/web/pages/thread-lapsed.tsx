import { isGuestId } from '../../desk/guests.ts'
import { seeOther } from '../answer.tsx'
import { type PageForm, readPageForm } from '../guard.ts'
import { FILE_COUNT } from '../page-form.ts'
import { type Opened, openReceiptFor } from '../receipts.ts'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { Definitions } from '../ui/definition.tsx'
import { ErrorSummary, type FieldError } from '../ui/error-summary.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { PageHead } from '../ui/section.tsx'
import { FileField, TextArea, TextField } from '../ui/text-field.tsx'
import { momentText } from '../ui/time.tsx'
import type { Messages } from './messages/en.ts'
import { useMessages } from './messages/languages.ts'
import { filled } from './messages/said.tsx'
import { tooLarge } from './not-sent.ts'
import { messagesFor, PublicPage, translated } from './public-page.tsx'
import { threadCookieFor } from './receipt.tsx'
import type { Typed } from './report-fields.ts'
import { threadForms } from './thread-acts.tsx'
import { CreditPreview } from './thread-credit.tsx'
import { type FormName, isFormName } from './thread-state.ts'

/** A form of the thread whose session is over. */
interface Unsent {
  readonly form: FormName
  /** The token it came with. It knows of which thread the form is, and tells nobody. */
  readonly made: string
  readonly typed: Typed
  /** Names of files that came with it and are not kept. */
  readonly lost: readonly string[]
}

/** Nothing is kept here meanwhile, and nobody learns whether there ever was a session, or of which thread. */
export function askForCode(visit: Visit, name: FormName, form: PageForm, made: string): Response {
  const cut = cutText(visit, form)
  return answer(visit, { form: name, made, typed: form.fields, lost: lostWith(form) }, cut, cut.length > 0 ? 413 : 403)
}

const lostWith = ({ files, lost }: PageForm): readonly string[] => [...files.map((file) => file.name), ...lost]

/**
 * With the right code, what was asked for is done at once, under a new session. Whoever has two reports here may give
 * the code of the other one: what was written in one thread is never carried out in another.
 */
export async function resume(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['form', 'made', 'code', 'named', ...everyField()], files: 'files' })
  if (form instanceof Response) return form
  const { form: name = '', made = '', code = '', named = '', ...typed } = form.fields
  if (!isFormName(name)) return seeOther('/receipt')
  const opened = await openReceiptFor(visit, form.tooLarge === 'code' ? '' : code)
  if (opened.result !== 'open' || isGuestId(opened.access.person) || !visit.tokenIsOf(made, opened.access.stream)) {
    const errors = [...cutText(visit, form), { id: 'code', text: whyNot(opened, messagesFor(visit)) }]
    const lost = [...new Set([...namesIn(named), ...lostWith(form)])]
    return answer(visit, { form: name, made, typed, lost }, errors, statusOf(opened))
  }
  const session = await visit.team.openReporterSession(opened.access)
  const done = await threadForms[name].carryOut(visit.inside(opened.access, session), form)
  // A code that was just replaced brought a session of its own.
  const own = name === 'rotate' && done.headers.has('Set-Cookie')
  if (!own) done.headers.append('Set-Cookie', threadCookieFor(visit, session))
  return done
}

/** Names that the page carries along, so that a wrong code does not make anybody forget a file. */
function namesIn(text: string): readonly string[] {
  try {
    const names: unknown = JSON.parse(text)
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string').slice(0, mostNamed) : []
  } catch {
    return []
  }
}
const mostNamed = 100

const everyField = (): readonly string[] => [
  ...new Set(['seen', ...Object.values(threadForms).flatMap(({ fields }) => fields)]),
]

/** Only the beginning of a text that was too long is left, and that is said. */
const cutText = (visit: Visit, { tooLarge: field }: PageForm): readonly FieldError[] =>
  field === null || field === 'files' || field === FILE_COUNT || field === 'code'
    ? []
    : [{ id: 'text', text: tooLarge(visit, 'text', undefined, messagesFor(visit)).text }]

const statusOf = (opened: Opened): number => (opened.result === 'no' && opened.tooMany ? 429 : 422)

function whyNot(opened: Opened, { code: { again: m }, ui }: Messages): string {
  switch (opened.result) {
    case 'open':
      return m.another
    case 'replaced':
      return filled(m.replaced, { time: momentText(opened.at, ui.lang) })
    case 'no':
      return m.no
  }
}

const answer = (visit: Visit, unsent: Unsent, errors: readonly FieldError[], status: number): Response =>
  translated(visit, <AskForCode visit={visit} unsent={unsent} errors={errors} />, { status })

function AskForCode({ visit, unsent, errors }: { visit: Visit; unsent: Unsent; errors: readonly FieldError[] }) {
  const { form, made, typed } = unsent
  const messages = messagesFor(visit)
  const { again: m } = messages.code
  const { text: label, button } = words[form](typed, messages)
  const error = (id: string) => errors.find((one) => one.id === id)?.text
  const rest = Object.entries(typed).filter(([name, value]) => value !== '' && (name !== 'text' || label === null))
  return (
    <PublicPage visit={visit} title={m.page} here="/receipt" translated>
      <ErrorSummary errors={errors} />
      <PageHead title={m.title} lead={m.lead} />
      <Form
        action="/receipt/resume"
        files={threadForms[form].files}
        hidden={{
          ...Object.fromEntries(rest),
          ...(unsent.lost.length > 0 && { named: JSON.stringify(unsent.lost.slice(0, mostNamed)) }),
          token: visit.openToken,
          made,
          form,
        }}
        label={m.form}
      >
        <Chosen unsent={unsent} />
        {label !== null && <TextArea name="text" label={label} rows={10} value={typed.text} error={error('text')} />}
        <FilesAgain unsent={unsent} />
        <TextField
          name="code"
          label={m.code}
          verbatim
          autocomplete="current-password"
          hint={m.hint}
          error={error('code')}
          required
        />
        <Actions>
          <Button kind="primary">{button}</Button>
        </Actions>
      </Form>
    </PublicPage>
  )
}

/** What was chosen rather than typed. It goes along unseen, so it is said. */
function Chosen({ unsent: { form, typed } }: { unsent: Unsent }) {
  const messages = useMessages()
  if (form === 'credit') return <CreditPreview typed={typed} />
  const said =
    form === 'verify' || form === 'embargo' || form === 'told' ? words[form](typed, messages).said : undefined
  return said === undefined ? null : (
    <Definitions items={[{ term: messages.code.again.chose, detail: <PersonText text={said} /> }]} />
  )
}

function FilesAgain({ unsent: { form, lost } }: { unsent: Unsent }) {
  const { code, thread } = useMessages()
  const { again: m } = code
  if (!threadForms[form].files) return null
  return (
    <>
      {lost.length > 0 && (
        <Notice kind="warn" title={m.lost}>
          <ul>
            {lost.slice(0, mostNamed).map((name, index) => (
              <li key={index}>
                <PersonText text={name} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <FileField name="files" label={thread.files} multiple hint={m.filesHint} />
    </>
  )
}

interface Words {
  /** The label of the text, where the form has one. */
  readonly text: string | null
  readonly button: string
  readonly said?: string
}

const words: Readonly<Record<FormName, (typed: Typed, m: Messages) => Words>> = {
  information: (_, { thread: { needs } }) => ({ text: needs.yourAnswer, button: needs.sendAnswer }),
  message: (_, { thread: { messages } }) => ({ text: messages.new, button: messages.send }),
  'decline-answer': (_, { thread: { needs } }) => ({ text: needs.yourAnswer, button: needs.sendAnswer }),
  withdraw: (_, { thread: { small } }) => ({ text: small.why, button: small.withdraw }),
  verify: ({ holds }, { thread, code: { again } }) => ({
    text: thread.needs.saw,
    button: thread.messages.send,
    said: holds === 'yes' ? again.holds : again.holdsNot,
  }),
  embargo: ({ do: what, until = '' }, { thread, code: { again } }) => ({
    text: thread.needs.word,
    button: thread.messages.send,
    said: what === 'accept' ? again.agree : what === 'reject' ? again.disagree : filled(again.propose, { day: until }),
  }),
  credit: ({ do: what }, { thread: { credit } }) => ({
    text: null,
    button: what === 'preview' ? credit.show : credit.use,
  }),
  rotate: ({ do: what }, { thread, code }) => ({
    text: null,
    button: what === 'replace' ? code.replace.now : thread.small.showNew,
  }),
  forget: (_, { thread: { small } }) => ({ text: null, button: small.dropNow }),
  told: ({ do: what, address = '' }, { code: { again } }) => ({
    text: null,
    button: again.goOn,
    said: what === 'feed' ? again.byFeed : what === 'mail' ? filled(again.byMail, { address }) : again.noMore,
  }),
}
