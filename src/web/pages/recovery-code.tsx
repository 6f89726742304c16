import { isRefusal } from '../../team/refusal.ts'
import { frameOf, html, notFound, seeOther } from '../answer.tsx'
import { browserName } from '../browser-name.ts'
import { readCookie } from '../cookie.ts'
import { memberCookie, readPageForm } from '../guard.ts'
import { localPath } from '../local-path.ts'
import type { Visit } from '../route.ts'
import { Actions, Button, ButtonLink } from '../ui/button.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { Form } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { sessionCookie } from './ceremony.ts'

const RECOVERY_CODE = '/desk/recovery-code'

export const recoveryCodePath = (next: string): string =>
  `${RECOVERY_CODE}?${new URLSearchParams({ next: localPath(next) })}`

/** The code on paper, until its owner says that it is there. */
export async function recoveryCodePage(visit: Visit): Promise<Response> {
  const token = readCookie(visit.request, visit, memberCookie)
  const next = localPath(visit.query.get('next'))
  if (visit.signedIn === null || token === undefined) return notFound(visit)
  const code = await visit.team.recoveryCode(visit.signedIn, token)
  if (code === null) return putAway(visit, next)
  return html(
    visit,
    <Page frame={frameOf(visit)} title="Your code on paper">
      <PageHead
        title="Print this code, or write it down"
        lead="If no passkey is at hand, it lets you in, once. Keep it where you keep other papers, not on this device."
      />
      <p class="receipt" dir="ltr" translate={false}>
        {grouped(code)}
      </p>
      <Prose>
        <p>
          It is shown only now. Whoever holds it can come in as you, so every member is told when it is used. A new one,
          from your account page, ends this one.
        </p>
      </Prose>
      <Form action={RECOVERY_CODE} hidden={{ token: visit.formToken, next }} label="Code on paper">
        <Actions>
          <Button kind="primary">I have it on paper</Button>
        </Actions>
      </Form>
    </Page>,
  )
}

const putAway = (visit: Visit, next: string): Response =>
  html(
    visit,
    <Page frame={frameOf(visit)} title="Your code on paper">
      <PageHead title="The code was put away" lead="It is shown once. On your account page you can make a new one." />
      <Actions>
        <ButtonLink href={next}>Go on</ButtonLink>
      </Actions>
    </Page>,
  )

export async function recoveryCodeKept(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['next'] })
  if (form instanceof Response) return form
  if (visit.signedIn === null) return notFound(visit)
  const session = await visit.team.putAwayRecoveryCode(visit.signedIn)
  return seeOther(localPath(form.fields.next ?? ''), { cookies: [sessionCookie(visit, session)] })
}

/** From the account page, with the passkey. */
export async function newRecoveryCode(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [] })
  if (form instanceof Response) return form
  const token = readCookie(visit.request, visit, memberCookie)
  if (visit.signedIn === null || token === undefined) return notFound(visit)
  await visit.team.makeRecoveryCode(visit.signedIn, token)
  return seeOther(recoveryCodePath('/desk/account'))
}

// ── coming in by it ─────────────────────────────────────────────────────────────────────────────────────────────────

export const enterRecoveryCode = (visit: Visit): Response => html(visit, <EnterCode visit={visit} error={undefined} />)

export async function useRecoveryCode(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['code'] })
  if (form instanceof Response) return form
  if (!(await visit.within('signInsPerHour')))
    return html(
      visit,
      <EnterCode visit={visit} error="There were too many tries from your network within the hour." />,
      {
        status: 429,
      },
    )
  const session = await visit.team.useRecoveryCode(form.fields.code ?? '', browserName(visit.request))
  if (isRefusal(session)) return html(visit, <EnterCode visit={visit} error={session.text} />, { status: 422 })
  return seeOther('/desk/account', { cookies: [sessionCookie(visit, session)] })
}

function EnterCode({ visit, error }: { visit: Visit; error: string | undefined }) {
  return (
    <Page frame={frameOf(visit)} title="Your code on paper">
      {error !== undefined && <ErrorSummary title="Not signed in" errors={[{ id: 'code', text: error }]} />}
      <PageHead title="Sign in with your code on paper" lead="It works once. Afterwards, please make a new passkey." />
      <Form action="/sign-in/recovery" hidden={{ token: visit.formToken }} label="Code on paper">
        <TextField name="code" label="Code" verbatim width="medium" autocomplete="off" error={error} required />
        <Actions>
          <Button kind="primary">Sign in</Button>
        </Actions>
      </Form>
      <Prose>
        <p>Every member is told that a code was used, and can end the session.</p>
      </Prose>
    </Page>
  )
}

const grouped = (code: string): string => code.match(/.{1,5}/g)?.join('-') ?? code
