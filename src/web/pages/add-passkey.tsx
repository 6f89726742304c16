import { ADD_PASSKEY, mayAddPasskey } from '../../team/strong.ts'
import { frameOf, html, notFound } from '../answer.tsx'
import { browserName } from '../browser-name.ts'
import type { Visit } from '../route.ts'
import { Page } from '../ui/page.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { ceremonyBody, challengeAnswer, sessionAnswer } from './ceremony.ts'
import { PasskeyForm, passkeyScripts } from './passkey-form.tsx'
import { askStepUp } from './step-up.tsx'
import { teamNav } from './team-nav.ts'

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

export async function addPasskeyOptions(visit: Visit): Promise<Response> {
  if (visit.signedIn === null) return notFound(visit)
  return challengeAnswer(visit, await visit.team.passkeyChallenge(visit.signedIn))
}

export async function addPasskeyVerify(visit: Visit): Promise<Response> {
  const body = await ceremonyBody(visit)
  if (body instanceof Response) return body
  if (visit.signedIn === null) return notFound(visit)
  return sessionAnswer(visit, await visit.team.addPasskey(visit.signedIn, body.answer, browserName(visit.request)))
}
