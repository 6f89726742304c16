import { randomUUID } from 'node:crypto'
import { readPageForm } from '../guard.ts'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { Form } from '../ui/form.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { filled } from './messages/said.tsx'
import { messagesFor, PublicPage, translated } from './public-page.tsx'
import { ReceiptSheet } from './receipt-sheet.tsx'

/** For somebody whose report arrived another way and was entered by a member: the hand-over code becomes a receipt, once. */
export const takeOverPage = (visit: Visit): Response =>
  translated(visit, <EnterHandOver visit={visit} wrong={false} ownKey={randomUUID()} />)

export async function takeOver(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['code', 'key'] })
  if (form instanceof Response) return form
  const code = form.fields.code ?? ''
  const fits = form.tooLarge === null && code.length <= visit.config.limits.receiptCharacters
  const key = /^[0-9a-f-]{36}$/.test(form.fields.key ?? '') ? (form.fields.key ?? '') : randomUUID()
  const taken = await visit.desk.takeOver(fits ? code : '', key)
  if (taken === undefined) {
    const status = (await visit.within('wrongReceiptsPerHour')) ? 422 : 429
    return translated(visit, <EnterHandOver visit={visit} wrong ownKey={key} />, { status })
  }
  const { takeOver: m } = messagesFor(visit).code
  return translated(
    visit,
    <PublicPage visit={visit} title={filled(m.donePage, { number: taken.number })} translated>
      <PageHead over={<bdi>{taken.number}</bdi>} title={m.done} lead={m.doneLead} />
      <ReceiptSheet
        visit={visit}
        receipt={{ code: taken.receipt, number: taken.number, receivedAt: null, answerBy: null }}
      />
    </PublicPage>,
  )
}

/** `ownKey` makes a second press the same as the first: an answer that got lost is given again. */
function EnterHandOver({ visit, wrong, ownKey }: { visit: Visit; wrong: boolean; ownKey: string }) {
  const { takeOver: m } = messagesFor(visit).code
  return (
    <PublicPage visit={visit} title={m.page} at="/take-over" translated>
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
      <Form action="/take-over" hidden={{ token: visit.formToken, key: ownKey }} label={m.code}>
        <TextField name="code" label={m.code} verbatim required error={wrong ? m.wrongCode : undefined} />
        <Actions>
          <Button kind="primary">{m.now}</Button>
        </Actions>
      </Form>
      <Prose>
        <p>{m.exchange}</p>
      </Prose>
    </PublicPage>
  )
}
