import type { Sent } from '../../desk/desk.ts'
import type { Visit } from '../route.ts'
import { Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { Day } from '../ui/time.tsx'
import { filled, Said } from './messages/said.tsx'
import { messagesFor, PublicPage } from './public-page.tsx'
import { ReceiptSheet } from './receipt-sheet.tsx'

/** It arrived. Sending again, the back button and a reload all lead to this same page. */
export function ReportSentPage(props: { visit: Visit; sent: Sent; secret: string }) {
  const { visit, sent } = props
  const { sent: m } = messagesFor(visit)
  return (
    <PublicPage visit={visit} title={filled(m.page, { number: sent.number })} translated>
      <PageHead title={m.title} over={<bdi>{sent.number}</bdi>} />
      <Prose>
        <p>
          <Said text={m.thanks} day={<Day at={sent.answerBy} weekday />} />
        </p>
      </Prose>
      <ReceiptSheet
        visit={visit}
        receipt={{ code: sent.receipt, number: sent.number, receivedAt: sent.receivedAt, answerBy: sent.answerBy }}
        more={
          <Form action="/report/proof" hidden={{ token: visit.formToken, draft: props.secret }} label={m.proofLabel}>
            <Button>{m.proof}</Button>
          </Form>
        }
      />
      <Prose>
        <p>{m.proofText}</p>
      </Prose>
    </PublicPage>
  )
}
