import { isRefusal } from '../../team/refusal.ts'
import { notFound, seeOther, sorry } from '../answer.tsx'
import { browserName } from '../browser-name.ts'
import { readPageForm } from '../guard.ts'
import { localPath } from '../local-path.ts'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { sessionCookie } from './ceremony.ts'

/** Where a proxy that the operator trusts says who this is. It opens cases; it never stands in for a passkey. */
export async function headerSignIn(visit: Visit): Promise<Response> {
  const said = visit.saidByProxy()
  if (said === 'malformed') return readTwoWays(visit)
  if (said === null) return notFound(visit)
  const form = await readPageForm(visit, { fields: ['next'] })
  if (form instanceof Response) return form
  const session = await visit.team.headerSignIn({
    name: said.user,
    role: said.role,
    browser: browserName(visit.request),
  })
  if (isRefusal(session)) return sorry(visit, 403, 'Not signed in', session.text)
  return seeOther(localPath(form.fields.next), { cookies: [sessionCookie(visit, session)] })
}

/** Shown on the sign-in page only where the proxy names somebody. */
export function ByProxy({ visit, next }: { visit: Visit; next: string }) {
  const said = visit.saidByProxy()
  if (said === null || said === 'malformed') return null
  return (
    <Form action="/sign-in/header" hidden={{ token: visit.formToken, next }} label="Sign in by the proxy">
      <Actions>
        <Button>
          Go on as <PersonText text={said.user} />
        </Button>
      </Actions>
    </Form>
  )
}

export const readTwoWays = (visit: Visit): Response =>
  sorry(
    visit,
    400,
    'Not signed in',
    'The headers of the proxy came twice, or under names that only look like theirs. Whoever runs it has to mend that.',
  )
