import { refuse } from '../../team/refusal.ts'
import { ADD_PASSKEY } from '../../team/strong.ts'
import { frameOf, html, json, sorry } from '../answer.tsx'
import { BodyRefused, bodyUpTo } from '../body.ts'
import type { Visit } from '../route.ts'
import { Form } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { ceremonyBody, challengeAnswer, refusedAnswer, sessionAnswer } from './ceremony.ts'
import { PasskeyForm, passkeyScripts } from './passkey-form.tsx'

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
export async function askStepUp(visit: Visit, why: Why = usual): Promise<Response> {
  const { pathname, search } = new URL(visit.request.url)
  if (visit.member !== null && (await visit.team.passkeys(visit.member.member)).length === 0) return noPasskeyYet(visit)
  const again = visit.request.method === 'POST' ? await whatWasSent(visit) : null
  if (again instanceof Response) return again
  const page = (
    <Page frame={frameOf(visit)} title={why.title} scripts={passkeyScripts(visit)}>
      <PageHead title={why.title} lead={why.lead} />
      <PasskeyForm
        visit={visit}
        ceremony="get"
        at="/desk/step-up"
        hidden={{ act: pathname }}
        next={again === null ? pathname + search : '/desk'}
        button="Confirm"
      />
      <Prose>
        <p>This counts for this one act, for five minutes. Nothing was done yet.</p>
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

/** The fields of the form, to be sent once more. Its token is checked here, since the repetition gets a new one. */
async function whatWasSent(visit: Visit): Promise<readonly (readonly [string, string])[] | Response> {
  const type = visit.request.headers.get('content-type') ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) return notRepeatable(visit)
  const { requestText, multipartParts, requestSeconds, idleSeconds } = visit.config.limits
  try {
    const body = await bodyUpTo(visit.request, {
      bytes: requestText,
      wholeMs: requestSeconds * 1_000,
      pauseMs: idleSeconds * 1_000,
    })
    const fields = [...new URLSearchParams(new TextDecoder().decode(body.bytes))]
    if (!body.whole || fields.length > multipartParts) return notRepeatable(visit)
    if (!visit.tokenHolds(fields.find(([name]) => name === 'token')?.[1] ?? '')) return notRepeatable(visit)
    return fields.filter(([name]) => name !== 'token')
  } catch (failure) {
    if (failure instanceof BodyRefused) return notRepeatable(visit)
    throw failure
  }
}

const noPasskeyYet = (visit: Visit): Response =>
  sorry(
    visit,
    403,
    'You have no passkey yet',
    `This needs one, so nothing was done. Make a passkey at ${visit.origin}${ADD_PASSKEY} and try again.`,
  )

const notRepeatable = (visit: Visit): Response =>
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
