import type { Sent } from '../../desk/desk.ts'
import type { Visit } from '../route.ts'
import { Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { Link } from '../ui/link.tsx'
import { Notice } from '../ui/notice.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { Day } from '../ui/time.tsx'
import { FeedAddress } from './feed-address.tsx'
import { PublicPage } from './public-page.tsx'
import { ReceiptSheet } from './receipt-sheet.tsx'
import type { HowTold } from './report-told.ts'

/** It arrived. Sending again, the back button and a reload all lead to this same page. */
export function ReportSentPage(props: { visit: Visit; sent: Sent; secret: string; how: HowTold }) {
  const { visit, sent } = props
  return (
    <PublicPage visit={visit} title={`Sent ${sent.number}`}>
      <PageHead title="Your report arrived" over={<bdi>{sent.number}</bdi>} />
      <Prose>
        <p>
          Thank you. A person will look by <Day at={sent.answerBy} weekday />. Come back then with your code
          {tellsNobody(props.how) ? ': we cannot reach you in any other way.' : ', also if no news came.'}
        </p>
      </Prose>
      <Told visit={visit} how={props.how} />
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

const tellsNobody = ({ told, feed }: HowTold): boolean => feed === null && !told?.mail && !told?.asked

function Told({ visit, how: { told, feed } }: { visit: Visit; how: HowTold }) {
  return (
    <>
      {told?.asked && (
        <Notice title="Confirm your mail address.">
          <p>
            A code goes to <PersonText text={told.asked.address} />. <Link href="/confirm">Enter it here</Link>, and we
            write there when there is news.
          </p>
        </Notice>
      )}
      {feed !== null && <FeedAddress visit={visit} token={feed} />}
    </>
  )
}
