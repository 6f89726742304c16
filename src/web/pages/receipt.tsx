import { isGuestId } from '../../desk/guests.ts'
import { IDLE } from '../../team/session.ts'
import { attachment, seeOther } from '../answer.tsx'
import { setCookie } from '../cookie.ts'
import { readPageForm, threadCookie } from '../guard.ts'
import { openReceiptFor } from '../receipts.ts'
import type { Visit } from '../route.ts'
import { Actions, Button, ButtonLink } from '../ui/button.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { Form } from '../ui/form.tsx'
import { Link } from '../ui/link.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { Time } from '../ui/time.tsx'
import { Said } from './messages/said.tsx'
import { messagesFor, PublicPage, translated } from './public-page.tsx'
import { receiptText } from './receipt-sheet.tsx'

export const enterCodePage = (visit: Visit): Response => translated(visit, <EnterCode visit={visit} wrong={false} />)

/** Opens the thread. Wrong, unknown, expired and malformed codes get one and the same answer. */
export async function enterCode(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['code', 'number', 'username'] })
  if (form instanceof Response) return form
  const opened = await openReceiptFor(visit, form.tooLarge === null ? (form.fields.code ?? '') : '')
  if (opened.result === 'replaced') return translated(visit, <Replaced visit={visit} at={opened.at} />)
  if (opened.result === 'no')
    return translated(visit, <EnterCode visit={visit} wrong />, { status: opened.tooMany ? 429 : 422 })
  const to = isGuestId(opened.access.person) ? '/guest' : '/thread'
  return seeOther(to, { cookies: [await threadSession(visit, opened.access)] })
}

/** A cookie that refers to a session in the store for half an hour. The code itself never becomes one. */
export async function threadSession(
  visit: Visit,
  access: Parameters<Visit['team']['openReporterSession']>[0],
): Promise<string> {
  return threadCookieFor(visit, await visit.team.openReporterSession(access))
}

export const threadCookieFor = (visit: Visit, token: string): string =>
  setCookie(visit, threadCookie, token, { maxAge: IDLE / 1_000 })

function EnterCode({ visit, wrong }: { visit: Visit; wrong: boolean }) {
  const { receipt: m, account } = messagesFor(visit)
  return (
    <PublicPage visit={visit} title={m.page} here="/receipt" translated>
      {wrong && (
        <ErrorSummary
          title={m.wrong}
          errors={[
            {
              id: 'code',
              text: m.wrongHint,
            },
          ]}
        />
      )}
      <PageHead title={m.title} lead={m.lead} />
      <Form action="/receipt" hidden={{ token: visit.formToken }} label={m.code}>
        <TextField
          name="code"
          label={m.code}
          verbatim
          autocomplete="current-password"
          hint={m.codeHint}
          error={wrong ? m.wrongCode : undefined}
          required
        />
        <Actions>
          <Button kind="primary">{m.open}</Button>
        </Actions>
      </Form>
      <Prose>
        <p>{m.staysOut}</p>
        <p>{m.lost}</p>
        {visit.house.accounts !== null && (
          <p>
            <Said text={account.receipt} link={<Link href="/account">{account.link}</Link>} />
          </p>
        )}
      </Prose>
    </PublicPage>
  )
}

function Replaced({ visit, at }: { visit: Visit; at: number }) {
  const { receipt: m } = messagesFor(visit)
  return (
    <PublicPage visit={visit} title={m.page} here="/receipt" translated>
      <PageHead title={m.replaced} />
      <Notice kind="warn" title={<Said text={m.replacedOn} time={<Time at={at} />} />}>
        <p>{m.replacedText}</p>
      </Notice>
      <Actions>
        <ButtonLink href="/report">{m.dispute}</ButtonLink>
        <ButtonLink href="/receipt" kind="quiet">
          {m.another}
        </ButtonLink>
      </Actions>
    </PublicPage>
  )
}

const shape = /^[a-z]+(-[a-z]+){9}$/

/** The code as a text file. What was posted is given back and looked up nowhere, so it tells nobody whether it works. */
export async function receiptFile(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['code', 'number', 'answerBy'] })
  if (form instanceof Response) return form
  const { code = '', number = '', answerBy = '' } = form.fields
  if (!shape.test(code) || !/^(P-[0-9A-Z]{6})?$/.test(number) || !/^\d{0,15}$/.test(answerBy))
    return seeOther('/receipt')
  const text = receiptText(visit, { code, number, answerBy: answerBy === '' ? null : Number(answerBy) })
  return attachment('postern-receipt.txt', 'text/plain; charset=utf-8', text)
}
