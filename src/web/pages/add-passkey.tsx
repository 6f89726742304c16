import { isRefusal } from '../../team/refusal.ts'
import { ADD_PASSKEY, mayAddPasskey } from '../../team/strong.ts'
import type { Session } from '../../team/team.ts'
import { frameOf, html, notFound } from '../answer.tsx'
import { browserName } from '../browser-name.ts'
import { readCookie } from '../cookie.ts'
import { memberCookie } from '../guard.ts'
import type { Visit } from '../route.ts'
import { Page } from '../ui/page.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { ceremonyBody, challengeAnswer, sessionAnswer } from './ceremony.ts'
import { PasskeyForm, passkeyScripts } from './passkey-form.tsx'
import { recoveryCodePath } from './recovery-code.tsx'
import { askStepUp } from './step-up.tsx'
import { teamNav } from './team-nav.ts'
import { SignOut } from './team-parts.tsx'

/** Adding is asked of whoever has a passkey already, and open for a while to whoever just came by a link. */
export async function addPasskeyPage(visit: Visit): Promise<Response> {
  if (visit.signedIn === null) return notFound(visit)
  if (!mayAddPasskey(visit.signedIn, visit.desk.now())) return askStepUp(visit)
  return html(
    visit,
    <Page
      frame={frameOf(visit)}
      title="Add a passkey"
      layout="desk"
      nav={teamNav(visit, '/desk/account')}
      account={<SignOut visit={visit} />}
      scripts={passkeyScripts(visit)}
    >
      <PageHead
        title="Add a passkey"
        lead="On another device, or on a security key, so that losing one does not keep you out."
      />
      <PasskeyForm visit={visit} ceremony="create" at={ADD_PASSKEY} next="/desk/account" button="Add a passkey" />
      <Prose>
        <p>You stay signed in here. Wherever else you are signed in, the session ends.</p>
      </Prose>
    </Page>,
  )
}

/** Whoever has no code on paper yet, or was just being shown it, gets one with the new passkey. */
async function codeToShow(visit: Visit, { token, member }: Session, next: string): Promise<string | undefined> {
  const before = readCookie(visit.request, visit, memberCookie)
  const unseen =
    visit.signedIn !== null && before !== undefined && (await visit.team.recoveryCode(visit.signedIn, before))
  if (!unseen && (await visit.team.recoveryCodeSince(member)) !== null) return undefined
  const now = await visit.team.session(token)
  if (now === undefined) return undefined
  await visit.team.makeRecoveryCode(now, token)
  return recoveryCodePath(next)
}

export async function addPasskeyOptions(visit: Visit): Promise<Response> {
  if (visit.signedIn === null) return notFound(visit)
  return challengeAnswer(visit, await visit.team.passkeyChallenge(visit.signedIn))
}

export async function addPasskeyVerify(visit: Visit): Promise<Response> {
  const body = await ceremonyBody(visit)
  if (body instanceof Response) return body
  if (visit.signedIn === null) return notFound(visit)
  const session = await visit.team.addPasskey(visit.signedIn, body.answer, browserName(visit.request))
  if (isRefusal(session)) return sessionAnswer(visit, session)
  return sessionAnswer(visit, session, await codeToShow(visit, session, body.text('next')))
}
