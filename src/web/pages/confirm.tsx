import { readPageForm } from '../guard.ts'
import type { Visit } from '../route.ts'
import { PageHead, Prose } from '../ui/section.tsx'
import { EnterCode } from './enter-code.tsx'
import { messagesFor, PublicPage, translated } from './public-page.tsx'

/** The link in the mail opens this page and does nothing: programs that look at mail follow links, and even press buttons. */
export const confirmPage = (visit: Visit): Response => translated(visit, <Ask visit={visit} wrong={false} />)

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
  return translated(visit, <Ask visit={visit} wrong />, { status })
}

function Ask({ visit, wrong }: { visit: Visit; wrong: boolean }) {
  const { confirm } = messagesFor(visit).code
  return <EnterCode visit={visit} words={confirm} at="/confirm" action="/confirm" width="medium" wrong={wrong} />
}
