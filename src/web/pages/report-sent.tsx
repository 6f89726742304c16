import type { Sent } from '../../desk/desk.ts'
import type { Visit } from '../route.ts'
import { Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { Day } from '../ui/time.tsx'
import { PublicPage } from './public-page.tsx'
import { ReceiptSheet } from './receipt-sheet.tsx'

/** It arrived. Sending again, the back button and a reload all lead to this same page. */
export function ReportSentPage(props: { visit: Visit; sent: Sent; secret: string }) {
  const { visit, sent } = props
  return (
    <PublicPage visit={visit} title={`Sent ${sent.number}`}>
      <PageHead title="Your report arrived" over={<bdi>{sent.number}</bdi>} />
      <Prose>
        <p>
          Thank you. A person will look by <Day at={sent.answerBy} weekday />. Come back then: we cannot reach you in
          any other way.
        </p>
      </Prose>
      <ReceiptSheet
        visit={visit}
        receipt={{ code: sent.receipt, number: sent.number, receivedAt: sent.receivedAt, answerBy: sent.answerBy }}
        more={
          <Form
            action="/report/proof"
            hidden={{ token: visit.formToken, draft: props.secret }}
            label="Proof of submission"
          >
            <Button>Save the proof of submission</Button>
          </Form>
        }
      />
      <Prose>
        <p>
          The proof of submission is a small signed file. It shows that this desk received this very report at this
          time, and says nothing of what is in it.
        </p>
      </Prose>
    </PublicPage>
  )
}
