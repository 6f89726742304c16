import type { Sent } from '../../desk/desk.ts'
import type { Expectation } from '../../desk/expectation.ts'
import type { Visit } from '../route.ts'
import { Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { Link } from '../ui/link.tsx'
import { Notice } from '../ui/notice.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { Day } from '../ui/time.tsx'

import { Expected } from './expected.tsx'
import { FeedAddress } from './feed-address.tsx'

import { filled, Said } from './messages/said.tsx'
import { messagesFor, PublicPage } from './public-page.tsx'

import { ReceiptSheet } from './receipt-sheet.tsx'
import type { HowTold } from './report-told.ts'

/** It arrived. Sending again, the back button and a reload all lead to this same page. */
export function ReportSentPage(props: {
  visit: Visit
  sent: Sent
  secret: string
  how: HowTold
  expected: Expectation | null
  /** Whoever sent it is signed in, and finds it in their account. */
  joined: boolean
}) {
  const { visit, sent } = props
  const { sent: m, account } = messagesFor(visit)
  return (
    <PublicPage visit={visit} title={filled(m.page, { number: sent.number })} translated>
      <PageHead title={m.title} over={<bdi>{sent.number}</bdi>} />
      <Prose>
        <p>
          <Said text={tellsNobody(props.how) ? m.thanks : m.thanksTold} day={<Day at={sent.answerBy} weekday />} />
        </p>
        <Expected of={props.expected} />
        {props.joined && (
          <p>
            <Said text={account.joined} link={<Link href="/account">{account.link}</Link>} />
          </p>
        )}
      </Prose>
      <Told visit={visit} how={props.how} />
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

const tellsNobody = ({ told, feed }: HowTold): boolean => feed === null && !told?.mail && !told?.asked

function Told({ visit, how: { told, feed } }: { visit: Visit; how: HowTold }) {
  const { sent: m } = messagesFor(visit)
  return (
    <>
      {told?.asked && (
        <Notice title={m.confirm}>
          <p>
            <Said
              text={m.confirmText}
              address={<PersonText text={told.asked.address} />}
              link={<Link href="/confirm">{m.confirmHere}</Link>}
            />
          </p>
        </Notice>
      )}
      {feed !== null && <FeedAddress visit={visit} token={feed} />}
    </>
  )
}
