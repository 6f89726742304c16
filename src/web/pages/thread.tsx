import type { ReporterView } from '../../case/view.ts'
import { html, seeOther } from '../answer.tsx'
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
import { messageWords } from './message-words.ts'
import { PublicPage } from './public-page.tsx'
import { threadCookieFor } from './receipt.tsx'
import { ReportAsSent } from './report-as-sent.tsx'
import { FilesOf, TextOf } from './thread-fields.tsx'
import { Downloads, Needs } from './thread-needs.tsx'
import { NextSentence } from './thread-next.tsx'
import { SmallPrint } from './thread-small-print.tsx'
import { WhereItStands } from './thread-standing.tsx'
import { hiddenOf, idOf, may, type ThreadState } from './thread-state.ts'
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
  const state: ThreadState = { visit, thread, done: null, refused: null, preview: null, told, madeFeed: null, ...more }
  const { updatedAt } = thread.view
  const headers =
    status === 200 ? { ETag: tagOf(thread), 'Last-Modified': new Date(updatedAt).toUTCString() } : undefined
  return html(visit, <ThreadPage state={state} />, { status, headers, cookies: stillHere(visit) })
}

/** The half hour begins again with each page, in the browser as in the store. */
function stillHere(visit: Visit): readonly string[] {
  const token = readCookie(visit.request, visit, threadCookie)
  return token === undefined ? [] : [threadCookieFor(visit, token)]
}

const Opened = ({ on }: { on: number }) => (
  <>
    Somebody on the team opened it on <Day at={on} weekday />. An answer comes here.
  </>
)

function ThreadPage({ state }: { state: ThreadState }) {
  const { view, openedOn } = state.thread
  return (
    <PublicPage visit={state.visit} title={view.number} here="/receipt">
      {view.practice && <PracticeSide view={view} />}
      <Outcome state={state} />
      <PageHead over={<bdi>{view.number}</bdi>} title="Your report" lead={<NextSentence view={view} />} />
      {!view.opened && !view.withdrawn && (
        <Notice title="Nobody on the team has taken it up yet.">
          <p>{openedOn === null ? 'It is safe here, and it is waiting for the team.' : <Opened on={openedOn} />}</p>
          <Expected of={state.thread.expected} />
        </Notice>
      )}
      <Declined view={view} />
      <Needs state={state} />
      <WhereItStands state={state} />
      <Section title="Messages" id="messages">
        <Messages view={view} />
        {may(state, 'SendMessage') ? (
          <NewMessage state={state} />
        ) : (
          <p>
            This thread is closed for writing. If something is left to say, send a new report and name the number{' '}
            <bdi>{view.number}</bdi>.
          </p>
        )}
      </Section>
      {view.files.length > 0 && (
        <Section title="Files" id="files">
          <Downloads files={view.files} label="Files of this thread" />
        </Section>
      )}
      <Section title="Your report as it arrived" id="report">
        <More summary="Show it">
          <ReportAsSent report={view.report} />
        </More>
      </Section>
      <HowToldSection state={state} />
      <SmallPrint state={state} />
    </PublicPage>
  )
}

/** Whoever sees this is a member who practises: nobody else has the code of a practice case. */
function PracticeSide({ view }: { view: ReporterView }) {
  return (
    <Notice title="This is practice: you see what its reporter sees.">
      <p>
        <Link href={`/desk/cases/${view.number}`}>Back to the desk</Link>
      </p>
    </Notice>
  )
}

function Outcome({ state }: { state: ThreadState }) {
  const { done, refused } = state
  if (refused !== null)
    return (
      <ErrorSummary errors={refused.problems.map(({ field, text }) => ({ id: idOf(refused.form, field), text }))} />
    )
  const sentence = sentences[done ?? '']
  return sentence === undefined ? null : <Notice kind="ok" title={sentence} />
}

const sentences: Readonly<Record<string, string>> = {
  information: 'Your answer was sent to the team.',
  message: 'Your message was sent to the team.',
  verify: 'Thank you for testing. The team knows what you saw.',
  credit: 'Your choice is kept. You can change it here at any time.',
  embargo: 'Your word on the date was sent to the team.',
  'decline-answer': 'Your answer was sent to the team. They review the report once more.',
  withdraw: 'Your report is withdrawn.',
  told: 'That is how you hear from us now.',
  forget: 'Your name, address and link are gone from this desk. You can go on here without them.',
}

function Declined({ view }: { view: ReporterView }) {
  if (view.withdrawn) return <Notice title="You withdrew this report." />
  if (view.follows)
    return (
      <Notice title="Somebody else reported this before you.">
        <p>
          This thread follows that case: its steps, its fix and its advisory. So some of the days below lie before your
          report. What others wrote there stays private, and so does what you write here.
        </p>
      </Notice>
    )
  if (view.declined === null) return null
  return (
    <Notice kind="warn" title="Why it was declined:">
      <Markdown text={view.declined.text} by="person" headings={3} />
    </Notice>
  )
}

function Messages({ view: { messages, follows, declined } }: { view: ReporterView }) {
  if (messages.length === 0) return <p>Nothing was said yet.</p>
  return (
    <Thread label="Messages, oldest first">
      {messages.map((message, index) => (
        <Message
          key={index}
          who={message.from === 'reporter' ? 'You' : message.from === 'team' ? 'The team' : 'This desk'}
          // A duplicate goes on within the earlier case: nothing was turned away.
          role={
            follows && message.kind === 'decline' && message.text === declined?.text
              ? 'The same as an earlier report'
              : messageWords[message.kind]
          }
          at={message.at}
          audience="You and the team"
          kind={message.from === 'reporter' ? 'ours' : 'theirs'}
          foot={message.files.length > 0 ? <Downloads files={message.files} label="Attached files" /> : undefined}
        >
          {message.text === '' ? (
            <p>{message.files.length > 0 ? 'Files only.' : 'Without words.'}</p>
          ) : (
            <Markdown text={message.text} by="person" />
          )}
        </Message>
      ))}
    </Thread>
  )
}

function NewMessage({ state }: { state: ThreadState }) {
  return (
    <Form action="/thread/message" files hidden={hiddenOf(state)} label="New message">
      <TextOf state={state} form="message" label="New message" required />
      <FilesOf state={state} form="message" />
      <Actions>
        <Button kind={state.thread.view.needs.length === 0 ? 'primary' : 'secondary'}>Send to the team</Button>
      </Actions>
      <Prose>
        <p class="hint">The whole team can read it, and nobody else.</p>
      </Prose>
    </Form>
  )
}
