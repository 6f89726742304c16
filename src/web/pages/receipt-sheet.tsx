import type { ComponentChildren } from 'preact'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { Definitions } from '../ui/definition.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { ReceiptCode } from '../ui/receipt-code.tsx'
import { Section } from '../ui/section.tsx'
import { Day, momentText, Time } from '../ui/time.tsx'

/** What somebody takes home: the code and all that is needed to use it. Made to be printed on one sheet as well. */
export interface Receipt {
  readonly code: string
  readonly number: string
  readonly receivedAt: number | null
  /** When an answer can be expected. */
  readonly answerBy: number | null
}

export function ReceiptSheet({ visit, receipt, more }: { visit: Visit; receipt: Receipt; more?: ComponentChildren }) {
  const hidden = { token: visit.openToken, code: receipt.code }
  return (
    <Section card title="Your receipt code">
      <ReceiptCode code={receipt.code} />
      <p>
        Anyone with these words can read and answer this report. We keep no copy and cannot give them to you again.
        Write them down, save them, or print this page: it fits on one sheet.
      </p>
      <Definitions
        items={[
          { term: 'Where', detail: <bdi>{`${visit.origin}/receipt`}</bdi> },
          {
            term: 'Over Tor',
            detail: visit.config.onionUrl === null ? null : <bdi>{`${visit.config.onionUrl}/receipt`}</bdi>,
          },
          { term: 'Case', detail: <bdi>{receipt.number}</bdi> },
          { term: 'Arrived', detail: receipt.receivedAt === null ? null : <Time at={receipt.receivedAt} /> },
          {
            term: 'A person will look by',
            detail: receipt.answerBy === null ? null : <Day at={receipt.answerBy} weekday />,
          },
        ]}
      />
      <Actions>
        <Form action="/receipt" hidden={hidden} label="Open the thread">
          <Button kind="primary">Open the thread</Button>
        </Form>
        <Form action="/receipt/file" hidden={{ ...hidden, ...timesOf(receipt) }} label="Save the code">
          <Button>Save as a text file</Button>
        </Form>
        {more}
      </Actions>
      <Notice title="Your network may know that you were here.">
        <p>Your IP address is not stored with the report. Use Tor Browser if nobody is to know that you wrote to us.</p>
      </Notice>
    </Section>
  )
}

const timesOf = ({ number, answerBy }: Receipt): Readonly<Record<string, string>> => ({
  number,
  ...(answerBy !== null && { answerBy: String(answerBy) }),
})

/** The same as a text, for people who keep such things in files. */
export function receiptText(
  visit: Visit,
  { code, number, answerBy }: { code: string; number: string; answerBy: number | null },
): string {
  return [
    `Receipt for a report to ${visit.desk.policy().policy.project.name}`,
    '',
    `Code:   ${code}`,
    `Where:  ${visit.config.url}/receipt`,
    ...(visit.config.onionUrl === null ? [] : [`Tor:    ${visit.config.onionUrl}/receipt`]),
    ...(number === '' ? [] : [`Case:   ${number}`]),
    ...(answerBy === null ? [] : [`A person will look by ${momentText(answerBy)}.`]),
    '',
    'Anyone with these words can read and answer this report. Nobody can give them to you again.',
    '',
  ].join('\n')
}
