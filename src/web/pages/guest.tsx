import { versionsText } from '../../advisory/versions.ts'
import type { GuestTold, GuestView } from '../../case/guest-view.ts'
import { guestParts } from '../../case/guest-view.ts'
import { band } from '../../case/severity.ts'
import { filled } from '../../desk/report-form.ts'
import { inUnits } from '../../limits.ts'
import { download, notFound, seeOther } from '../answer.tsx'
import { clearCookie, readCookie } from '../cookie.ts'
import { threadCookie } from '../guard.ts'
import { Markdown } from '../markdown.tsx'
import { readPageForm } from '../page-form.ts'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { Definitions } from '../ui/definition.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { FileList } from '../ui/file-list.tsx'
import { Form } from '../ui/form.tsx'
import { Link } from '../ui/link.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageHead, Prose, Section } from '../ui/section.tsx'
import { FileField, TextArea } from '../ui/text-field.tsx'
import { Message, Thread } from '../ui/thread.tsx'
import { Day } from '../ui/time.tsx'
import { SeverityBadge } from './advisories.tsx'
import { commandId } from './command-id.ts'
import { useMessages } from './messages/languages.ts'
import { filled as inWords, Said } from './messages/said.tsx'
import { noRoomFor, tooLarge } from './not-sent.ts'
import { messagesFor, PublicPage, translated } from './public-page.tsx'
import { threadCookieFor } from './receipt.tsx'

/** One case for somebody from outside who was let into it: first what they agree to, then what was reported. */
export const guestPage = (visit: Visit): Promise<Response> => showGuest(visit, null, 200)

interface Kept {
  readonly text: string
  readonly problem: string
}

async function showGuest(visit: Visit, kept: Kept | null, status: number): Promise<Response> {
  const view = visit.guest === null ? undefined : await visit.desk.guests.look(visit.guest)
  // Whoever was taken off sees what somebody without a code sees.
  if (view === undefined) return seeOther('/receipt', { cookies: [clearCookie(visit, threadCookie)] })
  const token = readCookie(visit.request, visit, threadCookie)
  return translated(visit, <GuestPage visit={visit} view={view} kept={kept} />, {
    status,
    cookies: token === undefined ? [] : [threadCookieFor(visit, token)],
  })
}

function GuestPage({ visit, view, kept }: { visit: Visit; view: GuestView; kept: Kept | null }) {
  const { name: project } = visit.desk.policy().policy.project
  const { guest: m } = messagesFor(visit)
  return (
    <PublicPage visit={visit} title={view.number} here="/receipt" at="/guest" translated>
      {kept !== null && <ErrorSummary errors={[{ id: 'guest-text', text: kept.problem }]} />}
      {visit.query.get('done') === 'message' && <Notice kind="ok" title={m.sent} />}
      <PageHead
        over={<bdi>{view.number}</bdi>}
        title={view.told?.report.title ?? inWords(m.privateCase, { project })}
        lead={inWords(m.letIn, { project })}
      />
      {view.told === null ? <Terms visit={visit} view={view} /> : <Told view={view} told={view.told} />}
      {view.told !== null && <Talk visit={visit} view={view} kept={kept} />}
      <Form action="/guest/leave" hidden={{ token: visit.formToken }} label={m.leave}>
        <Button kind="quiet">{m.leave}</Button>
      </Form>
    </PublicPage>
  )
}

function Terms({ visit, view }: { visit: Visit; view: GuestView }) {
  const { guest: m } = useMessages()
  const { until, state } = view.embargo
  return (
    <Section card title={m.before} id="terms">
      <Prose>
        <p>{m.agreeTo}</p>
        <ul>
          <li>
            {until !== null && state !== 'exited' ? (
              <Said text={m.untilDay} day={<Day at={until} weekday />} />
            ) : (
              m.untilAdvisory
            )}
          </li>
          <li>{m.noFix}</li>
        </ul>
        <p>{m.whoReads}</p>
      </Prose>
      <Form action="/guest/agree" hidden={{ token: visit.formToken }} label={m.before}>
        <Actions>
          <Button kind="primary">{m.agree}</Button>
        </Actions>
      </Form>
    </Section>
  )
}

function Told({ view, told }: { view: GuestView; told: GuestTold }) {
  const { severity, affected, cve, advisory, embargo } = { ...told, embargo: view.embargo }
  const { guest: m, fields } = useMessages()
  return (
    <>
      <Section card title={m.standing} id="standing">
        <Definitions
          items={[
            { term: m.now, detail: m.stages[told.stage] },
            {
              term: m.severity,
              detail: severity && <SeverityBadge severity={band(severity.score)} score={severity.score} />,
            },
            { term: m.affected, detail: affected.map((row) => versionsText(row)).join('; ') || null },
            { term: 'CVE', detail: cve },
            {
              term: m.privateUntil,
              detail:
                advisory !== null ? (
                  <Link href={`/advisories/${advisory}`}>{inWords(m.isPublic, { advisory })}</Link>
                ) : embargo.until !== null && embargo.state !== 'exited' ? (
                  <Day at={embargo.until} weekday />
                ) : (
                  m.advisoryIsPublic
                ),
            },
          ]}
        />
      </Section>
      <Section title={m.reported} id="report">
        <p class="hint">{m.forYou}</p>
        {guestParts
          .filter((part) => part !== 'title' && filled(told.report[part]))
          .map((part) => (
            <Section key={part} title={fields[part]} level={3}>
              <Markdown text={told.report[part] ?? ''} by="person" headings={4} />
            </Section>
          ))}
      </Section>
      {told.draft !== null && filled(told.draft.summary) && (
        <Section title={m.draft} id="draft">
          <Markdown text={told.draft.summary ?? ''} by="person" headings={3} />
          {filled(told.draft.details) && <Markdown text={told.draft.details ?? ''} by="person" headings={3} />}
          {filled(told.draft.mitigation) && <Markdown text={told.draft.mitigation ?? ''} by="person" headings={3} />}
        </Section>
      )}
      {told.files.length > 0 && (
        <Section title={m.files} id="downloads">
          <FileList
            label={m.download}
            files={told.files.map(({ id, name, size, sha256 }) => ({
              name,
              size,
              sha256,
              href: `/guest/files/${encodeURIComponent(id)}`,
            }))}
          />
        </Section>
      )}
    </>
  )
}

function Talk({ visit, view, kept }: { visit: Visit; view: GuestView; kept: Kept | null }) {
  const { limits } = visit.config
  const { guest: m } = useMessages()
  return (
    <Section title={m.talk} id="talk">
      {view.talk.length > 0 && (
        <Thread label={m.messages}>
          {view.talk.map(({ at, from, text, files }, index) => (
            <Message
              key={index}
              who={from === 'guest' ? m.you : m.team}
              at={at}
              audience={m.both}
              kind={from === 'guest' ? 'ours' : 'theirs'}
              foot={files.length > 0 ? <p>{m.attached(files.length)}</p> : undefined}
            >
              <Markdown text={text} by="person" />
            </Message>
          ))}
        </Thread>
      )}
      <Form action="/guest/message" files hidden={{ token: visit.formToken }} label={m.newMessage}>
        <TextArea
          id="guest-text"
          name="text"
          label={m.newMessage}
          required
          rows={5}
          value={kept?.text}
          error={kept?.problem}
        />
        <FileField
          name="files"
          label={m.files}
          hint={inWords(m.filesHint, { count: String(limits.filesPerMessage), size: inUnits(limits.fileSize) })}
        />
        <Actions>
          <Button kind="primary">{m.send}</Button>
        </Actions>
      </Form>
    </Section>
  )
}

export async function agreeAsGuest(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [] })
  if (form instanceof Response) return form
  if (visit.guest === null) return notFound(visit)
  await visit.desk.guests.give(visit.guest, { type: 'AgreeAsGuest', id: `agree:${visit.guest.person}` })
  return seeOther('/guest')
}

export async function writeAsGuest(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['text'], files: 'files' })
  if (form instanceof Response) return form
  const { text = '' } = form.fields
  if (visit.guest === null) return notFound(visit)
  const m = messagesFor(visit)
  const again = (status: number, problem: string) => showGuest(visit, { text, problem }, status)
  if (form.noRoom) return again(503, noRoomFor(form.noRoom, [], m).text)
  if (form.tooLarge !== null) return again(413, tooLarge(visit, form.tooLarge, undefined, m).text)
  if (!filled(text)) return again(422, m.unsent.writeFirst)
  if (!(await visit.within('messagesPerHour', visit.guest.person))) return again(429, m.unsent.slowDown)
  const id = commandId('guest', visit.guest.person, text, form.files)
  const done = await visit.desk.guests.give(visit.guest, { type: 'WriteAsGuest', id, text, files: [...form.files] })
  if ('done' in done) return seeOther('/guest?done=message')
  return done.refused === 'no-such-case'
    ? seeOther('/receipt')
    : again(409, m.unsent.refused[done.refused] ?? done.hint)
}

export async function leaveAsGuest(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [] })
  if (form instanceof Response) return form
  const token = readCookie(visit.request, visit, threadCookie)
  if (token !== undefined) await visit.team.endReporterSession(token)
  return seeOther('/receipt', { cookies: [clearCookie(visit, threadCookie)] })
}

export async function guestFile(visit: Visit): Promise<Response> {
  const file = visit.guest === null ? undefined : await visit.desk.guests.file(visit.guest, visit.params.id ?? '')
  return file === undefined ? notFound(visit) : download(file)
}
