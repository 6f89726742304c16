import { html } from '../answer.tsx'
import { readPageForm } from '../guard.ts'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { Form } from '../ui/form.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { PublicPage } from './public-page.tsx'

/** The link in the mail opens this page and does nothing: programs that look at mail follow links, and even press buttons. */
export const confirmPage = (visit: Visit): Response => html(visit, <EnterCode visit={visit} wrong={false} />)

export async function confirm(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['code'] })
  if (form instanceof Response) return form
  const code = form.fields.code ?? ''
  if (form.tooLarge === null && code.length <= 64 && (await visit.house.notices.confirmMail(code)))
    return html(
      visit,
      <PublicPage visit={visit} title="Confirmed">
        <PageHead title="Your address is confirmed" lead="From now on we write there when there is news." />
        <Prose>
          <p>No mail ever says what the news is. You can stop them where you asked for them.</p>
        </Prose>
      </PublicPage>,
    )
  const status = (await visit.within('wrongReceiptsPerHour')) ? 422 : 429
  return html(visit, <EnterCode visit={visit} wrong />, { status })
}

function EnterCode({ visit, wrong }: { visit: Visit; wrong: boolean }) {
  return (
    <PublicPage visit={visit} title="Confirm">
      {wrong && (
        <ErrorSummary
          title="No address is confirmed with this."
          errors={[{ id: 'code', text: 'Look at the code in the mail again. It works for a day, and once.' }]}
        />
      )}
      <PageHead title="Confirm your address" lead="Enter the code from the mail that this desk sent you." />
      <Form action="/confirm" hidden={{ token: visit.formToken }} label="Code from the mail">
        <TextField
          name="code"
          label="Code from the mail"
          verbatim
          width="medium"
          autocomplete="one-time-code"
          error={wrong ? 'No address is confirmed with this code.' : undefined}
          required
        />
        <Actions>
          <Button kind="primary">Confirm</Button>
        </Actions>
      </Form>
    </PublicPage>
  )
}
