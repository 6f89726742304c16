import type { ReporterView } from '../../case/view.ts'
import { seeOther } from '../answer.tsx'
import { clearCookie, readCookie } from '../cookie.ts'
import { threadCookie } from '../guard.ts'
import { Markdown } from '../markdown.tsx'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { Form } from '../ui/form.tsx'
import { Link } from '../ui/link.tsx'
import { More } from '../ui/more.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageHead, Prose, Section } from '../ui/section.tsx'
import { Message, Thread } from '../ui/thread.tsx'
import { Day } from '../ui/time.tsx'
import { Expected } from './expected.tsx'
import { useMessages } from './messages/languages.ts'
import { Said } from './messages/said.tsx'
import { messagesFor, PublicPage, translated } from './public-page.tsx'
import { threadCookieFor } from './receipt.tsx'
import { ReportAsSent } from './report-as-sent.tsx'
import { FilesOf, TextOf } from './thread-fields.tsx'
import { Downloads, Needs } from './thread-needs.tsx'
import { NextSentence } from './thread-next.tsx'
import { SmallPrint } from './thread-small-print.tsx'
import { WhereItStands } from './thread-standing.tsx'
import { hiddenOf, idOf, may, type Refused, type ThreadState } from './thread-state.ts'
import { tagOf } from './thread-tag.ts'
import { HowToldSection } from './thread-told.tsx'

/** The private thread: what we need from you, where it stands, what was said. */
export async function threadPage(visit: Visit): Promise<Response> {
  return showThread(visit, { done: visit.query.get('done') }, 200)
}

/** Shows the thread, also with a form that could not be carried out. Its validators know of nothing but what is shown. */
export async function showThread(
  visit: Visit,
  more: Partial<Omit<ThreadState, 'visit' | 'thread'>>,
  status: number,
): Promise<Response> {
  const thread = visit.reporter === null ? undefined : await visit.desk.thread(visit.reporter)
  if (thread === undefined) return seeOther('/receipt', { cookies: [clearCookie(visit, threadCookie)] })
  const told = visit.reporter === null ? undefined : await visit.house.notices.ofReporter(visit.reporter)
  const given: ThreadState = { visit, thread, done: null, refused: null, preview: null, told, madeFeed: null, ...more }
  const state = { ...given, refused: given.refused && inLanguageOf(visit, given.refused) }
  const { updatedAt } = thread.view
  const headers =
    status === 200
      ? { ETag: tagOf(thread, visit.language), 'Last-Modified': new Date(updatedAt).toUTCString() }
      : undefined
  return translated(visit, <ThreadPage state={state} />, { status, headers, cookies: stillHere(visit) })
}

/** What the desk says of a field is English where it is made, and said here in the language of the page. */
function inLanguageOf(visit: Visit, refused: Refused): Refused {
  const { problems } = messagesFor(visit)
  return { ...refused, problems: refused.problems.map(({ field, text }) => ({ field, text: problems[text] ?? text })) }
}

/** The half hour begins again with each page, in the browser as in the store. */
function stillHere(visit: Visit): readonly string[] {
  const token = readCookie(visit.request, visit, threadCookie)
  return token === undefined ? [] : [threadCookieFor(visit, token)]
}

const ThreadPage = ({ state }: { state: ThreadState }) => (
  <PublicPage visit={state.visit} title={state.thread.view.number} here="/receipt" at="/thread" translated>
    <WholeThread state={state} />
  </PublicPage>
)

function WholeThread({ state }: { state: ThreadState }) {
  const { thread: m } = useMessages()
  const { view } = state.thread
  return (
    <>
      {view.practice && <PracticeSide view={view} />}
      <Outcome state={state} />
      {state.visit.reporter?.account?.began === 'mail' && <Weak />}
      <PageHead over={<bdi>{view.number}</bdi>} title={m.title} lead={<NextSentence view={view} />} />
      {!view.opened && !view.withdrawn && <Untouched state={state} />}
      <Declined view={view} />
      <Needs state={state} />
      <WhereItStands state={state} />
      <Section title={m.messages.title} id="messages">
        <Messages view={view} />
        {may(state, 'SendMessage') ? (
          <NewMessage state={state} />
        ) : (
          <p>
            <Said text={m.messages.closed} number={<bdi>{view.number}</bdi>} />
          </p>
        )}
      </Section>
      {view.files.length > 0 && (
        <Section title={m.files} id="files">
          <Downloads files={view.files} label={m.filesOfThread} />
        </Section>
      )}
      <Section title={m.asItArrived} id="report">
        <More summary={m.showIt}>
          <ReportAsSent report={view.report} />
        </More>
      </Section>
      <HowToldSection state={state} />
      <SmallPrint state={state} />
    </>
  )
}

/** Whoever came by a mailbox sees less than whoever shows a passkey or the code. */
function Weak() {
  const { account: m } = useMessages()
  return (
    <Notice title={m.weak}>
      <p>{m.weakText}</p>
    </Notice>
  )
}

function Untouched({ state: { thread } }: { state: ThreadState }) {
  const { thread: m } = useMessages()
  const { openedOn, expected } = thread
  return (
    <Notice title={m.untouched}>
      <p>{openedOn === null ? m.safe : <Said text={m.opened} day={<Day at={openedOn} weekday />} />}</p>
      <Expected of={expected} />
    </Notice>
  )
}

/** Whoever sees this is a member who practises: nobody else has the code of a practice case. */
function PracticeSide({ view }: { view: ReporterView }) {
  const { thread: m } = useMessages()
  return (
    <Notice title={m.practice}>
      <p>
        <Link href={`/desk/cases/${view.number}`}>{m.backToDesk}</Link>
      </p>
    </Notice>
  )
}

function Outcome({ state }: { state: ThreadState }) {
  const { thread: m } = useMessages()
  const { done, refused } = state
  if (refused !== null)
    return (
      <ErrorSummary errors={refused.problems.map(({ field, text }) => ({ id: idOf(refused.form, field), text }))} />
    )
  const sentence = (m.done as Readonly<Record<string, string>>)[done ?? '']
  return sentence === undefined ? null : <Notice kind="ok" title={sentence} />
}

function Declined({ view }: { view: ReporterView }) {
  const { thread: m } = useMessages()
  if (view.withdrawn) return <Notice title={m.youWithdrew} />
  if (view.follows)
    return (
      <Notice title={m.follows}>
        <p>{m.followsText}</p>
      </Notice>
    )
  if (view.declined === null) return null
  return (
    <Notice kind="warn" title={m.whyDeclined}>
      <Markdown text={view.declined.text} by="person" headings={3} />
    </Notice>
  )
}

function Messages({ view: { messages, follows, declined } }: { view: ReporterView }) {
  const { messages: m } = useMessages().thread
  if (messages.length === 0) return <p>{m.none}</p>
  return (
    <Thread label={m.label}>
      {messages.map((message, index) => (
        <Message
          key={index}
          who={message.from === 'reporter' ? m.you : message.from === 'team' ? m.team : m.desk}
          // A duplicate goes on within the earlier case: nothing was turned away.
          role={
            follows && message.kind === 'decline' && message.text === declined?.text
              ? m.sameAsEarlier
              : m.kinds[message.kind]
          }
          at={message.at}
          audience={m.audience}
          kind={message.from === 'reporter' ? 'ours' : 'theirs'}
          foot={message.files.length > 0 ? <Downloads files={message.files} label={m.attached} /> : undefined}
        >
          {message.text === '' ? (
            <p>{message.files.length > 0 ? m.filesOnly : m.withoutWords}</p>
          ) : (
            <Markdown text={message.text} by="person" />
          )}
        </Message>
      ))}
    </Thread>
  )
}

function NewMessage({ state }: { state: ThreadState }) {
  const { messages: m } = useMessages().thread
  return (
    <Form action="/thread/message" files hidden={hiddenOf(state)} label={m.new}>
      <TextOf state={state} form="message" label={m.new} required />
      <FilesOf state={state} form="message" />
      <Actions>
        <Button kind={state.thread.view.needs.length === 0 ? 'primary' : 'secondary'}>{m.send}</Button>
      </Actions>
      <Prose>
        <p class="hint">{m.whoReads}</p>
      </Prose>
    </Form>
  )
}
