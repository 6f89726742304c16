import { versionsText } from '../../advisory/versions.ts'
import type { GuestTold, GuestView } from '../../case/guest-view.ts'
import { guestParts } from '../../case/guest-view.ts'
import { band } from '../../case/severity.ts'
import { filled } from '../../desk/report-form.ts'
import { inUnits } from '../../limits.ts'
import { download, html, notFound, seeOther } from '../answer.tsx'
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
import { stageWords } from './desk/words.ts'
import { noRoom, tooLarge } from './not-sent.ts'
import { PublicPage } from './public-page.tsx'
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
  return html(visit, <GuestPage visit={visit} view={view} kept={kept} />, {
    status,
    cookies: token === undefined ? [] : [threadCookieFor(visit, token)],
  })
}

function GuestPage({ visit, view, kept }: { visit: Visit; view: GuestView; kept: Kept | null }) {
  const { name } = visit.desk.policy().policy.project
  return (
    <PublicPage visit={visit} title={view.number} here="/receipt">
      {kept !== null && <ErrorSummary errors={[{ id: 'guest-text', text: kept.problem }]} />}
      {visit.query.get('done') === 'message' && <Notice kind="ok" title="Your message was sent to the team." />}
      <PageHead
        over={<bdi>{view.number}</bdi>}
        title={view.told?.report.title ?? `A private case of ${name}`}
        lead={`The team of ${name} let you into this one case.`}
      />
      {view.told === null ? <Terms visit={visit} view={view} /> : <Told view={view} told={view.told} />}
      {view.told !== null && <Talk visit={visit} view={view} kept={kept} />}
      <Form action="/guest/leave" hidden={{ token: visit.formToken }} label="Leave">
        <Button kind="quiet">Leave this page</Button>
      </Form>
    </PublicPage>
  )
}

function Terms({ visit, view }: { visit: Visit; view: GuestView }) {
  return (
    <Section card title="Before you read it" id="terms">
      <Prose>
        <p>What you will read is not public. You agree to tell nobody outside of those who help you to fix it:</p>
        <ul>
          <li>
            until the advisory is public
            {view.embargo.until !== null && view.embargo.state !== 'exited' && (
              <>
                , or until <Day at={view.embargo.until} weekday />, as agreed with whoever reported it
              </>
            )}
            ;
          </li>
          <li>and to publish no fix that gives it away before that, unless the team says so here.</li>
        </ul>
        <p>You do not see who reported it. Nobody else in the case reads what you and the team write to each other.</p>
      </Prose>
      <Form action="/guest/agree" hidden={{ token: visit.formToken }} label="Agree">
        <Actions>
          <Button kind="primary">I agree: show me the case</Button>
        </Actions>
      </Form>
    </Section>
  )
}

const partWords: Readonly<Record<(typeof guestParts)[number], string>> = {
  title: 'Title',
  description: 'Description',
  product: 'Product',
  version: 'Version',
  reproduce: 'How to reproduce it',
  impact: 'Impact',
  configuration: 'Needed configuration',
  suggestedFix: 'Suggested fix',
  cwe: 'Weakness',
}

function Told({ view, told }: { view: GuestView; told: GuestTold }) {
  const { severity, affected, cve, advisory, embargo } = { ...told, embargo: view.embargo }
  return (
    <>
      <Section card title="Where it stands" id="standing">
        <Definitions
          items={[
            { term: 'Now', detail: stageWords[told.stage] },
            {
              term: 'Severity',
              detail: severity && <SeverityBadge severity={band(severity.score)} score={severity.score} />,
            },
            { term: 'Affected', detail: affected.map((row) => versionsText(row)).join('; ') || null },
            { term: 'CVE', detail: cve },
            {
              term: 'Private until',
              detail:
                advisory !== null ? (
                  <Link href={`/advisories/${advisory}`}>{`it is public: ${advisory}`}</Link>
                ) : embargo.until !== null && embargo.state !== 'exited' ? (
                  <Day at={embargo.until} weekday />
                ) : (
                  'the advisory is public'
                ),
            },
          ]}
        />
      </Section>
      <Section title="What was reported" id="report">
        <p class="hint">For you alone, and for those who help you to fix it. This desk keeps a log of who read it.</p>
        {guestParts
          .filter((part) => part !== 'title' && filled(told.report[part]))
          .map((part) => (
            <Section key={part} title={partWords[part]} level={3}>
              <Markdown text={told.report[part] ?? ''} by="person" headings={4} />
            </Section>
          ))}
      </Section>
      {told.draft !== null && filled(told.draft.summary) && (
        <Section title="Draft of the advisory" id="draft">
          <Markdown text={told.draft.summary ?? ''} by="person" headings={3} />
          {filled(told.draft.details) && <Markdown text={told.draft.details ?? ''} by="person" headings={3} />}
          {filled(told.draft.mitigation) && <Markdown text={told.draft.mitigation ?? ''} by="person" headings={3} />}
        </Section>
      )}
      {told.files.length > 0 && (
        <Section title="Files" id="downloads">
          <FileList
            label="Files you may download"
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
  return (
    <Section title="Between you and the team" id="talk">
      {view.talk.length > 0 && (
        <Thread label="Messages, oldest first">
          {view.talk.map(({ at, from, text, files }, index) => (
            <Message
              key={index}
              who={from === 'guest' ? 'You' : 'The team'}
              at={at}
              audience="You and the team"
              kind={from === 'guest' ? 'ours' : 'theirs'}
              foot={files.length > 0 ? <p>{`${files.length} attached, see Files.`}</p> : undefined}
            >
              <Markdown text={text} by="person" />
            </Message>
          ))}
        </Thread>
      )}
      <Form action="/guest/message" files hidden={{ token: visit.formToken }} label="New message">
        <TextArea
          id="guest-text"
          name="text"
          label="New message"
          required
          rows={5}
          value={kept?.text}
          error={kept?.problem}
        />
        <FileField
          name="files"
          label="Files"
          hint={`At most ${limits.filesPerMessage}, ${inUnits(limits.fileSize)} each.`}
        />
        <Actions>
          <Button kind="primary">Send to the team</Button>
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
  const again = (status: number, problem: string) => showGuest(visit, { text, problem }, status)
  if (form.noRoom) return again(503, noRoom(form.noRoom).text)
  if (form.tooLarge !== null) return again(413, tooLarge(visit, form.tooLarge).text)
  if (!filled(text)) return again(422, 'Write a few words first.')
  if (!(await visit.within('messagesPerHour', visit.guest.person)))
    return again(429, 'These were many messages within an hour. Please send this one later; it is still here.')
  const id = commandId('guest', visit.guest.person, text, form.files)
  const done = await visit.desk.guests.give(visit.guest, { type: 'WriteAsGuest', id, text, files: [...form.files] })
  if ('done' in done) return seeOther('/guest?done=message')
  return done.refused === 'no-such-case' ? seeOther('/receipt') : again(409, done.hint)
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
