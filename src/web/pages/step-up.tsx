import { refuse } from '../../team/refusal.ts'
import { ADD_PASSKEY } from '../../team/strong.ts'
import { frameOf, html, json, sorry } from '../answer.tsx'
import type { AskedAct } from '../asked-act.ts'
import type { Visit } from '../route.ts'
import { Actions, ButtonLink } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { ceremonyBody, challengeAnswer, refusedAnswer, sessionAnswer } from './ceremony.ts'
import { PasskeyForm, passkeyScripts } from './passkey-form.tsx'
import { ConfirmThere } from './provider.tsx'
import { stepUpWords } from './step-up-words.ts'

interface Why {
  readonly title: string
  readonly lead: string
}

const usual: Why = {
  title: 'Confirm with your passkey',
  lead: 'Publishing, and changes to members, keys and tokens, ask for it each time.',
}

/**
 * Stands in for a page or an act that asks for a fresh passkey, and repeats the request once it was given. What was
 * typed into the form travels through this page and not through the address.
 */
export async function askStepUp(visit: Visit, asked?: AskedAct, why: Why = usual): Promise<Response> {
  const { pathname, search } = new URL(visit.request.url)
  if (visit.signedIn?.passkeys === 0 && !visit.signedIn.confirmsByProvider) return noPasskeyYet(visit)
  const again = asked?.fields ?? null
  // Its token is checked here, since the repetition gets a new one.
  if (asked !== undefined && again !== null && !visit.tokenHolds(asked.token)) return notRepeatable(visit)
  const act = stepUpWords(pathname, visit.request.method)
  const page = (
    <Page frame={frameOf(visit)} title={why.title} scripts={passkeyScripts(visit)}>
      <PageHead
        title={why.title}
        lead={
          <>
            {act !== null && (
              <>
                What you confirm: <strong>{act}</strong>.{' '}
              </>
            )}
            {why.lead}
          </>
        }
      />
      <PasskeyForm
        visit={visit}
        ceremony="get"
        at="/desk/step-up"
        hidden={{ act: asked?.act ?? pathname }}
        next={again === null ? pathname + search : '/desk'}
        button="Confirm"
      />
      <ConfirmThere visit={visit} asked={asked} path={pathname + search} />
      <Prose>
        <p>This counts for this one act as you asked for it, for five minutes. Nothing was done yet.</p>
      </Prose>
      {again !== null && (
        <Form id="again" action={pathname} label="What you asked for">
          <input type="hidden" name="token" value="" />
          {again.map(([name, value], index) => (
            <input key={index} type="hidden" name={name} value={value} />
          ))}
        </Form>
      )}
    </Page>
  )
  return html(visit, page, { status: 403 })
}

/** One passkey opens cases. What cannot be taken back waits for the second, so that nobody is kept out by a lost one. */
export const secondPasskeyFirst = (visit: Visit): Response =>
  html(
    visit,
    <Page frame={frameOf(visit)} title="A second passkey first">
      <PageHead
        title="A second passkey first"
        lead="Publishing, exporting and changes to the team need two passkeys, so that losing one never keeps you out."
      />
      <Prose>
        <p>
          Nothing was done yet. Add one on another device, or on a security key; then go back in your browser, where
          what you typed still stands.
        </p>
      </Prose>
      <Actions>
        <ButtonLink href={ADD_PASSKEY} kind="primary">
          Add a passkey
        </ButtonLink>
      </Actions>
    </Page>,
    { status: 403 },
  )

const noPasskeyYet = (visit: Visit): Response =>
  sorry(
    visit,
    403,
    'You have no passkey yet',
    `This needs one, so nothing was done. Make a passkey at ${visit.origin}${ADD_PASSKEY} and try again.`,
  )

export const notRepeatable = (visit: Visit): Response =>
  sorry(
    visit,
    403,
    'Not done',
    'This needs a fresh passkey, and the form could not be kept meanwhile. Go back, load the page again and send it once more.',
  )

export async function stepUpOptions(visit: Visit): Promise<Response> {
  const body = await ceremonyBody(visit)
  if (body instanceof Response) return body
  if (visit.signedIn === null) return refusedAnswer(refuse('no-such-session'))
  return challengeAnswer(visit, await visit.team.stepUpChallenge(visit.signedIn, body.text('act')))
}

export async function stepUpVerify(visit: Visit): Promise<Response> {
  const body = await ceremonyBody(visit)
  if (body instanceof Response) return body
  if (visit.signedIn === null) return refusedAnswer(refuse('no-such-session'))
  return sessionAnswer(visit, await visit.team.stepUp(visit.signedIn, body.text('act'), body.answer))
}

/** The form token of the session as it is now, for the form that is sent again. Readable from our own pages only. */
export const stepUpToken = (visit: Visit): Response => json({ token: visit.formToken })
