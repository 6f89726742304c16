import { isRefusal } from '../../team/refusal.ts'
import type { Session } from '../../team/team.ts'
import { frameOf, html, seeOther, sorry } from '../answer.tsx'
import { browserName } from '../browser-name.ts'
import { clearCookie, readCookie } from '../cookie.ts'
import { memberCookie, readPageForm } from '../guard.ts'
import { localPath } from '../local-path.ts'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { Link } from '../ui/link.tsx'
import { Page } from '../ui/page.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { ceremonyBody, challengeAnswer, sessionAnswer, sessionCookie, tooOften } from './ceremony.ts'
import { ByProxy } from './header-sign-in.tsx'
import { PasskeyForm, passkeyScripts } from './passkey-form.tsx'
import { ByProvider, PROVIDER } from './provider.tsx'
import { secondPasskeyPath } from './second-passkey.tsx'

export function signInPage(visit: Visit): Response {
  return html(
    visit,
    <Page frame={frameOf(visit)} title="Sign in" scripts={passkeyScripts(visit)}>
      <PageHead title="Sign in" lead="For members of the team. Reporters need no account." />
      <PasskeyForm
        visit={visit}
        ceremony="get"
        at="/sign-in"
        next={localPath(visit.query.get('next'))}
        button="Sign in with a passkey"
      />
      <ByProvider visit={visit} action={PROVIDER} words="Sign in with" next={localPath(visit.query.get('next'))} />
      <ByProxy visit={visit} next={localPath(visit.query.get('next'))} />
      <Prose>
        <p>
          No passkey at hand? <Link href="/sign-in/recovery">Use the code that you printed</Link>. Without it, two other
          members can let you in again after a day, and whoever runs the machine can make a link for one sign-in at its
          console.
        </p>
      </Prose>
    </Page>,
  )
}

export const signInOptions = async (visit: Visit): Promise<Response> =>
  challengeAnswer(visit, await visit.team.signInChallenge())

export async function signInVerify(visit: Visit): Promise<Response> {
  if (!(await visit.within('signInsPerHour'))) return tooOften()
  const body = await ceremonyBody(visit)
  if (body instanceof Response) return body
  const before = readCookie(visit.request, visit, memberCookie)
  const session = await visit.team.signIn(body.answer, browserName(visit.request))
  if (isRefusal(session)) {
    visit.house.audit.failed('sign-ins')
    return sessionAnswer(visit, session)
  }
  // Who signs in again in the same browser leaves no second way in behind (ASVS 5.0, 7.2.4).
  if (before !== undefined) await visit.team.signOut(before)
  return sessionAnswer(visit, session, await askedForSecond(visit, session, body.text('next')))
}

/** Until there is a second passkey, every sign-in asks for it once. */
export async function askedForSecond(visit: Visit, { member }: Session, next: string): Promise<string | undefined> {
  const here = (await visit.team.passkeys(member)).filter(({ elsewhere }) => elsewhere === null)
  return here.length >= 2 ? undefined : secondPasskeyPath(next)
}

export const withoutScripts = (visit: Visit): Response =>
  sorry(
    visit,
    400,
    'This needs scripts',
    'Browsers offer passkeys to scripts only. Please allow them for this address, go back and try again.',
  )

/** A link from the console. Looking at it, as mail scanners and previews do, does not use it up. */
export async function signInLinkPage(visit: Visit): Promise<Response> {
  const found = await visit.team.signInLink(visit.params.code ?? '')
  if (found === undefined) return linkOver(visit)
  return html(
    visit,
    <Page frame={frameOf(visit)} title="Sign in">
      <PageHead title="Sign in once" />
      <Prose>
        <p>
          This link was made at the console of this desk for <PersonText text={found.name} />. It works once, in the
          browser that presses the button.
        </p>
      </Prose>
      <Form action={new URL(visit.request.url).pathname} hidden={{ token: visit.formToken }}>
        <Actions>
          <Button kind="primary">Sign in</Button>
        </Actions>
      </Form>
    </Page>,
  )
}

export async function useSignInLink(visit: Visit): Promise<Response> {
  if (!(await visit.within('signInsPerHour')))
    return sorry(visit, 429, 'Please wait', 'There were too many tries from your network within the hour.')
  const form = await readPageForm(visit, { fields: [] })
  if (form instanceof Response) return form
  const session = await visit.team.useSignInLink(visit.params.code ?? '', browserName(visit.request))
  if (isRefusal(session)) return linkOver(visit)
  return seeOther('/desk', { cookies: [sessionCookie(visit, session)] })
}

export const linkOver = (visit: Visit): Response =>
  sorry(visit, 404, 'This link does not work', 'It may have been used already, or its time is over. Ask for a new one.')

export async function signOut(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [] })
  if (form instanceof Response) return form
  const token = readCookie(visit.request, visit, memberCookie)
  if (token !== undefined) await visit.team.signOut(token)
  return seeOther('/sign-in', { cookies: [clearCookie(visit, memberCookie)] })
}
