import { readPageForm } from '../guard.ts'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { Form } from '../ui/form.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { messagesFor, PublicPage, translated } from './public-page.tsx'

/** The link in the mail opens this page and does nothing: programs that look at mail follow links, and even press buttons. */
export const confirmPage = (visit: Visit): Response => translated(visit, <EnterCode visit={visit} wrong={false} />)

export async function confirm(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['code'] })
  if (form instanceof Response) return form
  const { confirm: m } = messagesFor(visit).code
  const code = form.fields.code ?? ''
  if (form.tooLarge === null && code.length <= 64 && (await visit.house.notices.confirmMail(code)))
    return translated(
      visit,
      <PublicPage visit={visit} title={m.donePage} translated>
        <PageHead title={m.done} lead={m.doneLead} />
        <Prose>
          <p>{m.doneText}</p>
        </Prose>
      </PublicPage>,
    )
  const status = (await visit.within('wrongReceiptsPerHour')) ? 422 : 429
  return translated(visit, <EnterCode visit={visit} wrong />, { status })
}

function EnterCode({ visit, wrong }: { visit: Visit; wrong: boolean }) {
  const { confirm: m } = messagesFor(visit).code
  return (
    <PublicPage visit={visit} title={m.page} at="/confirm" translated>
      {wrong && <ErrorSummary title={m.wrong} errors={[{ id: 'code', text: m.wrongHint }]} />}
      <PageHead title={m.title} lead={m.lead} />
      <Form action="/confirm" hidden={{ token: visit.formToken }} label={m.code}>
        <TextField
          name="code"
          label={m.code}
          verbatim
          width="medium"
          autocomplete="one-time-code"
          error={wrong ? m.wrongCode : undefined}
          required
        />
        <Actions>
          <Button kind="primary">{m.now}</Button>
        </Actions>
      </Form>
    </PublicPage>
  )
}
