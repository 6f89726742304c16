import { randomUUID } from 'node:crypto'
import { html } from '../answer.tsx'
import { readPageForm } from '../guard.ts'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { Form } from '../ui/form.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { PublicPage } from './public-page.tsx'
import { ReceiptSheet } from './receipt-sheet.tsx'

/** For somebody whose report arrived another way and was entered by a member: the hand-over code becomes a receipt, once. */
export const takeOverPage = (visit: Visit): Response =>
  html(visit, <EnterHandOver visit={visit} wrong={false} ownKey={randomUUID()} />)

export async function takeOver(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['code', 'key'] })
  if (form instanceof Response) return form
  const code = form.fields.code ?? ''
  const fits = form.tooLarge === null && code.length <= visit.config.limits.receiptCharacters
  const key = /^[0-9a-f-]{36}$/.test(form.fields.key ?? '') ? (form.fields.key ?? '') : randomUUID()
  const taken = await visit.desk.takeOver(fits ? code : '', key)
  if (taken === undefined) {
    const status = (await visit.within('wrongReceiptsPerHour')) ? 422 : 429
    return html(visit, <EnterHandOver visit={visit} wrong ownKey={key} />, { status })
  }
  return html(
    visit,
    <PublicPage visit={visit} title={`Taken over ${taken.number}`}>
      <PageHead
        over={<bdi>{taken.number}</bdi>}
        title="This report is yours now"
        lead="From here on you read and answer with this code. The code you were given does not work any more."
      />
      <ReceiptSheet
        visit={visit}
        receipt={{ code: taken.receipt, number: taken.number, receivedAt: null, answerBy: null }}
      />
    </PublicPage>,
  )
}

/** `ownKey` makes a second press the same as the first: an answer that got lost is given again. */
function EnterHandOver({ visit, wrong, ownKey }: { visit: Visit; wrong: boolean; ownKey: string }) {
  return (
    <PublicPage visit={visit} title="Take over">
      {wrong && (
        <ErrorSummary
          title="Nothing can be taken over with this."
          errors={[
            {
              id: 'code',
              text: 'Look at the code again. It works once; if it was used already, ask the member who gave it to you.',
            },
          ]}
        />
      )}
      <PageHead
        title="Take your report over"
        lead="A member of the team entered your report here and gave you a code."
      />
      <Form action="/take-over" hidden={{ token: visit.formToken, key: ownKey }} label="Hand-over code">
        <TextField
          name="code"
          label="Hand-over code"
          verbatim
          required
          error={wrong ? 'Nothing can be taken over with this code.' : undefined}
        />
        <Actions>
          <Button kind="primary">Take it over</Button>
        </Actions>
      </Form>
      <Prose>
        <p>
          You get a receipt code of your own in exchange, which nobody else has seen. Nobody needs your name for it.
        </p>
      </Prose>
    </PublicPage>
  )
}
