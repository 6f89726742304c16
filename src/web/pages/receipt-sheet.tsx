import type { ComponentChildren } from 'preact'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { Definitions } from '../ui/definition.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { ReceiptCode } from '../ui/receipt-code.tsx'
import { Section } from '../ui/section.tsx'
import { Day, momentText, Time } from '../ui/time.tsx'
import { useMessages } from './messages/languages.ts'
import { filled } from './messages/said.tsx'
import { messagesFor } from './public-page.tsx'

/** What somebody takes home: the code and all that is needed to use it. Made to be printed on one sheet as well. */
export interface Receipt {
  readonly code: string
  readonly number: string
  readonly receivedAt: number | null
  /** When an answer can be expected. */
  readonly answerBy: number | null
}

export function ReceiptSheet({ visit, receipt, more }: { visit: Visit; receipt: Receipt; more?: ComponentChildren }) {
  const { receipt: m } = useMessages()
  const hidden = { token: visit.openToken, code: receipt.code }
  return (
    <Section card title={m.yours}>
      <ReceiptCode code={receipt.code} />
      <p>{m.keep}</p>
      <Definitions
        items={[
          { term: m.where, detail: <bdi>{`${visit.origin}/receipt`}</bdi> },
          {
            term: m.overTor,
            detail: visit.config.onionUrl === null ? null : <bdi>{`${visit.config.onionUrl}/receipt`}</bdi>,
          },
          { term: m.case, detail: <bdi>{receipt.number}</bdi> },
          { term: m.arrived, detail: receipt.receivedAt === null ? null : <Time at={receipt.receivedAt} /> },
          {
            term: m.lookBy,
            detail: receipt.answerBy === null ? null : <Day at={receipt.answerBy} weekday />,
          },
        ]}
      />
      <Actions>
        <Form action="/receipt" hidden={hidden} label={m.openThread}>
          <Button kind="primary">{m.openThread}</Button>
        </Form>
        <Form action="/receipt/file" hidden={{ ...hidden, ...timesOf(receipt) }} label={m.save}>
          <Button>{m.save}</Button>
        </Form>
        {more}
      </Actions>
      <Notice title={m.network}>
        <p>{m.networkText}</p>
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
  const { receipt, ui } = messagesFor(visit)
  const m = receipt.file
  return [
    filled(m.head, { project: visit.desk.policy().policy.project.name }),
    '',
    `${m.code.padEnd(7)} ${code}`,
    `${m.where.padEnd(7)} ${visit.config.url}/receipt`,
    ...(visit.config.onionUrl === null ? [] : [`Tor:    ${visit.config.onionUrl}/receipt`]),
    ...(number === '' ? [] : [`${m.case.padEnd(7)} ${number}`]),
    ...(answerBy === null ? [] : [filled(m.lookBy, { time: momentText(answerBy, ui.lang) })]),
    '',
    m.keep,
    '',
  ].join('\n')
}
