import { IDLE } from '../../team/session.ts'
import { attachment, html, seeOther } from '../answer.tsx'
import { setCookie } from '../cookie.ts'
import { readPageForm, threadCookie } from '../guard.ts'
import { openReceiptFor } from '../receipts.ts'
import type { Visit } from '../route.ts'
import { Actions, Button, ButtonLink } from '../ui/button.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { Time } from '../ui/time.tsx'
import { PublicPage } from './public-page.tsx'
import { receiptText } from './receipt-sheet.tsx'

export const enterCodePage = (visit: Visit): Response => html(visit, <EnterCode visit={visit} wrong={false} />)

/** Opens the thread. Wrong, unknown, expired and malformed codes get one and the same answer. */
export async function enterCode(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['code', 'number', 'username'] })
  if (form instanceof Response) return form
  const opened = await openReceiptFor(visit, form.tooLarge === null ? (form.fields.code ?? '') : '')
  if (opened.result === 'replaced') return html(visit, <Replaced visit={visit} at={opened.at} />)
  if (opened.result === 'no')
    return html(visit, <EnterCode visit={visit} wrong />, { status: opened.tooMany ? 429 : 422 })
  return seeOther('/thread', { cookies: [await threadSession(visit, opened.access)] })
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
  return (
    <PublicPage visit={visit} title="Receipt" here="/receipt">
      {wrong && (
        <ErrorSummary
          title="No thread opens with this."
          errors={[
            {
              id: 'code',
              text: 'Look at the code again: ten words in this order. Spaces, dashes and capitals do not matter.',
            },
          ]}
        />
      )}
      <PageHead title="Read our answer" lead="Enter the code that you got when you sent your report." />
      <Form action="/receipt" hidden={{ token: visit.formToken }} label="Receipt code">
        <TextField
          name="code"
          label="Receipt code"
          verbatim
          autocomplete="current-password"
          hint="Ten words, such as you saved or printed them."
          error={wrong ? 'No thread opens with this code.' : undefined}
          required
        />
        <Actions>
          <Button kind="primary">Open</Button>
        </Actions>
      </Form>
      <Prose>
        <p>
          The code stays out of addresses and is not stored in your browser by us. After half an hour without a visit
          you enter it again.
        </p>
        <p>We cannot give a lost code back. If it is lost, send a new report and say what it belongs to.</p>
      </Prose>
    </PublicPage>
  )
}

function Replaced({ visit, at }: { visit: Visit; at: number }) {
  return (
    <PublicPage visit={visit} title="Receipt" here="/receipt">
      <PageHead title="This code was replaced" />
      <Notice
        kind="warn"
        title={
          <>
            It was replaced by a new code on <Time at={at} />.
          </>
        }
      >
        <p>
          If you did that, use the new code. If you did not, somebody else knew your code: please dispute it, and we
          look into it.
        </p>
      </Notice>
      <Actions>
        <ButtonLink href="/report">Dispute it in a new report</ButtonLink>
        <ButtonLink href="/receipt" kind="quiet">
          Enter another code
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
