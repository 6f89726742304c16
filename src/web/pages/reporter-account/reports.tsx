import type { OwnReport } from '../../../desk/accounts/accounts.ts'
import { isGuestId } from '../../../desk/guests.ts'
import { notFound, seeOther } from '../../answer.tsx'
import { clearCookie, readCookie } from '../../cookie.ts'
import { accountCookie, readPageForm, threadCookie } from '../../guard.ts'
import { openReceiptFor } from '../../receipts.ts'
import type { Visit } from '../../route.ts'
import { Actions, Button, ButtonLink } from '../../ui/button.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form } from '../../ui/form.tsx'
import { More } from '../../ui/more.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PersonText } from '../../ui/person-text.tsx'
import { Empty, PageHead, Section } from '../../ui/section.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { dayText } from '../../ui/time.tsx'
import { useMessages } from '../messages/languages.ts'
import { filled } from '../messages/said.tsx'
import { openThread } from '../open-thread.ts'
import { messagesFor, PublicPage, translated } from '../public-page.tsx'
import { threadSession } from '../receipt.tsx'
import { NextSentence } from '../thread-next.tsx'
import { accountsOf, whoOf } from './account-of.ts'
import { signedOutCookie } from './cookies.ts'

/** Where everything stands that this person reported, and the way into each thread. */
export const reportsPage = (visit: Visit): Promise<Response> => shown(visit, null, 200)

async function shown(visit: Visit, problem: string | null, status: number): Promise<Response> {
  const who = whoOf(visit)
  const accounts = accountsOf(visit)
  const reports = await accounts.reports(who)
  const open = await openThread(visit)
  const canAdd = open !== null && !isGuestId(open.person) && !(await accounts.holds(who, open))
  return translated(visit, <Reports visit={visit} reports={reports} canAdd={canAdd} problem={problem} />, { status })
}

/** Adds an earlier report: by its receipt code, or the one whose thread is open in this browser. */
export async function addReport(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['code', 'do', 'number', 'username'] })
  if (form instanceof Response) return form
  const { reports: m } = messagesFor(visit).account
  const opened =
    form.fields.do === 'open'
      ? await openThread(visit)
      : await accessBy(visit, form.tooLarge === null ? (form.fields.code ?? '') : '')
  if (opened === 'too-many') return shown(visit, m.wrongCode, 429)
  if (opened === null || isGuestId(opened.person)) return shown(visit, m.wrongCode, 422)
  if ((await accountsOf(visit).claim(whoOf(visit), opened)) === 'full') return shown(visit, m.full, 409)
  return seeOther('/account?done=added')
}

async function accessBy(visit: Visit, typed: string) {
  // Of one account only so many wrong ones, from wherever they come.
  if (!(await visit.within('messagesPerHour', whoOf(visit).account))) return 'too-many'
  const opened = await openReceiptFor(visit, typed)
  if (opened.result === 'open') return opened.access
  return opened.result === 'no' && opened.tooMany ? 'too-many' : null
}

export async function openReport(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [] })
  if (form instanceof Response) return form
  const access = await accountsOf(visit).open(whoOf(visit), visit.params.number ?? '')
  return access === undefined ? notFound(visit) : seeOther('/thread', { cookies: [await threadSession(visit, access)] })
}

export async function letReportGo(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [] })
  if (form instanceof Response) return form
  const gone = await accountsOf(visit).letGo(whoOf(visit), visit.params.number ?? '')
  return gone ? seeOther('/account?done=gone') : notFound(visit)
}

export async function showTogether(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['do'] })
  if (form instanceof Response) return form
  const told = form.fields.do === 'together'
  const done = await accountsOf(visit).tellTogether(whoOf(visit), visit.params.number ?? '', told)
  return done ? seeOther(`/account?done=${told ? 'together' : 'apart'}`) : notFound(visit)
}

/** Out of the account, and out of the thread that was opened from it. */
export async function signOut(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [] })
  if (form instanceof Response) return form
  const token = readCookie(visit.request, visit, accountCookie)
  if (token !== undefined) await accountsOf(visit).signOut(token)
  const thread = readCookie(visit.request, visit, threadCookie)
  if (thread !== undefined) await visit.team.endReporterSession(thread)
  return seeOther('/account/sign-in', { cookies: [signedOutCookie(visit), clearCookie(visit, threadCookie)] })
}

function Reports(props: { visit: Visit; reports: readonly OwnReport[]; canAdd: boolean; problem: string | null }) {
  const { visit, reports, problem } = props
  const { account } = messagesFor(visit)
  const { reports: m } = account
  const done = m.done[visit.query.get('done') ?? '']
  return (
    <PublicPage visit={visit} title={account.page} at="/account" translated>
      {problem !== null && <ErrorSummary title={m.wrong} errors={[{ id: 'code', text: problem }]} />}
      {problem === null && done !== undefined && <Notice kind="ok" title={done} />}
      <PageHead title={m.title} lead={m.lead} />
      {visit.account?.began === 'mail' && (
        <Notice title={account.weak}>
          <p>{account.weakText}</p>
        </Notice>
      )}
      {reports.length === 0 && (
        <Empty title={m.none}>
          <p>{m.noneText}</p>
        </Empty>
      )}
      {reports.map((report) => (
        <Report key={report.number} visit={visit} report={report} />
      ))}
      <Section title={m.add} id="add">
        {props.canAdd && (
          <Form action="/account/reports" hidden={{ token: visit.formToken, do: 'open' }} label={m.addOpen}>
            <Actions>
              <Button>{m.addOpen}</Button>
            </Actions>
          </Form>
        )}
        <p>{m.addText}</p>
        <Form action="/account/reports" hidden={{ token: visit.formToken }} label={m.add}>
          <TextField name="code" label={m.code} hint={m.codeHint} verbatim error={problem ?? undefined} required />
          <Actions>
            <Button>{m.addNow}</Button>
          </Actions>
        </Form>
      </Section>
      <Actions>
        <ButtonLink href="/report">{m.report}</ButtonLink>
        <ButtonLink href="/account/settings" kind="quiet">
          {m.settings}
        </ButtonLink>
      </Actions>
      <Form action="/account/sign-out" hidden={{ token: visit.formToken }} label={m.signOut}>
        <Actions>
          <Button kind="quiet">{m.signOut}</Button>
        </Actions>
      </Form>
    </PublicPage>
  )
}

function Report({ visit, report }: { visit: Visit; report: OwnReport }) {
  const all = useMessages()
  const { reports: m } = all.account
  const { number, thread, together } = report
  const at = `/account/reports/${number}`
  const hidden = { token: visit.formToken }
  return (
    <Section
      card
      title={thread === null ? <bdi>{number}</bdi> : <PersonText text={thread.view.report.title} />}
      aside={thread === null ? undefined : <bdi>{number}</bdi>}
    >
      <p>{thread === null ? m.replaced : <NextSentence view={thread.view} />}</p>
      {thread !== null && (
        <Form action={`${at}/open`} hidden={hidden} label={`${m.open} ${number}`}>
          <Actions>
            <Button>{m.open}</Button>
          </Actions>
        </Form>
      )}
      <More summary={filled(m.more, { day: dayText(report.at, all.ui.lang) })}>
        {thread !== null && (
          <Form
            action={`${at}/together`}
            hidden={{ ...hidden, do: together ? 'apart' : 'together' }}
            label={`${together ? m.apart : m.together} ${number}`}
          >
            <p>{together ? m.apartText : m.togetherText}</p>
            <Actions>
              <Button>{together ? m.apart : m.together}</Button>
            </Actions>
          </Form>
        )}
        <Form action={`${at}/let-go`} hidden={hidden} label={`${m.letGo} ${number}`}>
          <p>{m.letGoText}</p>
          <Actions>
            <Button kind="danger">{m.letGo}</Button>
          </Actions>
        </Form>
      </More>
    </Section>
  )
}
