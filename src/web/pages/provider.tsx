import { z } from 'zod'
import type { Errand } from '../../team/provider-sign-in.ts'
import { isRefusal, type TeamRefusal } from '../../team/refusal.ts'
import type { Session, SignedIn } from '../../team/team.ts'
import { frameOf, html, notFound, seeOther } from '../answer.tsx'
import { type AskedAct, actOf } from '../asked-act.ts'
import { browserName } from '../browser-name.ts'
import { clearCookie, readCookie, setCookie } from '../cookie.ts'
import { memberCookie, readPageForm } from '../guard.ts'
import { localPath } from '../local-path.ts'
import type { Visit } from '../route.ts'
import { Actions, Button, ButtonLink } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { sessionCookie } from './ceremony.ts'
import { recoveryCodePath } from './recovery-code.tsx'

/** Going to the sign-in provider and coming back: to sign in, to be linked, to come in by an invitation, to confirm. */

const providerCookie = 'postern-provider'
export const PROVIDER = '/sign-in/provider'

/** What somebody left for. It travels in the signed cookie of this very browser, and says nothing to the provider. */
const errandText = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('sign-in'), next: z.string() }),
  z.strictObject({ to: z.literal('link') }),
  z.strictObject({ to: z.literal('enrol'), code: z.string() }),
  z.strictObject({
    to: z.literal('step-up'),
    path: z.string(),
    fields: z.array(z.tuple([z.string(), z.string()])).nullable(),
  }),
])
type ErrandText = z.infer<typeof errandText>

/** Longer ones do not fit into a cookie. */
const MOST = 2_000

export async function toSignIn(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['next'] })
  if (form instanceof Response) return form
  return leave(visit, { to: 'sign-in' }, { to: 'sign-in', next: localPath(form.fields.next) })
}

export async function toLink(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [] })
  if (form instanceof Response) return form
  if (visit.signedIn === null) return notFound(visit)
  return leave(visit, { to: 'link', session: visit.signedIn }, { to: 'link' })
}

export async function toEnrol(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [] })
  if (form instanceof Response) return form
  const code = visit.params.code ?? ''
  if ((await visit.team.invitation(code))?.name == null) return notFound(visit)
  return leave(visit, { to: 'enrol', code }, { to: 'enrol', code })
}

export async function toConfirm(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['asked'] })
  if (form instanceof Response) return form
  const asked = errandText.safeParse(maybeJson(form.fields.asked ?? ''))
  if (visit.signedIn === null || !asked.success || asked.data.to !== 'step-up') return notFound(visit)
  const act = actOf(asked.data.path, asked.data.fields)
  return leave(visit, { to: 'step-up', session: visit.signedIn, act }, asked.data)
}

async function leave(visit: Visit, errand: Errand, text: ErrandText): Promise<Response> {
  if (visit.team.providerName === null) return notFound(visit)
  const left = await visit.team.toProvider(errand, JSON.stringify(text))
  if (isRefusal(left)) return refused(visit, left)
  // A form of ours leads to our own pages alone, also by way of a redirect; so a page of ours leads on.
  return html(
    visit,
    <Page frame={frameOf(visit)} title="To the sign-in provider">
      <PageHead title={`On to ${visit.team.providerName}`} lead="You come back here afterwards." />
      <Actions>
        <ButtonLink href={left.address} kind="primary">
          Go on
        </ButtonLink>
      </Actions>
    </Page>,
    {
      headers: { Refresh: `0; url=${left.address}` },
      cookies: [setCookie(visit, providerCookie, left.cookie, { maxAge: 300 })],
    },
  )
}

/** The provider's answer. What it may do was decided before the browser left; nothing of the address decides. */
export async function fromProvider(visit: Visit): Promise<Response> {
  if (visit.team.providerName === null) return notFound(visit)
  const cookie = readCookie(visit.request, visit, providerCookie) ?? null
  const before = readCookie(visit.request, visit, memberCookie)
  const text = errandText.safeParse(maybeJson(visit.team.errandTyped(cookie) ?? ''))
  const session = before === undefined ? undefined : await visit.team.session(before)
  const errand = text.success ? errandOf(text.data, session) : undefined
  if (!text.success || errand === undefined) return begunElsewhere(visit)
  if (!(await visit.within('signInsPerHour'))) return tooOften(visit)
  const came = await visit.team.fromProvider({
    errand,
    cookie,
    search: new URL(visit.request.url).search,
    browser: browserName(visit.request),
  })
  if (isRefusal(came)) return refused(visit, came)
  if (errand.to === 'sign-in' && before !== undefined) await visit.team.signOut(before)
  return goOn(visit, text.data, came)
}

function errandOf(text: ErrandText, session: SignedIn | undefined): Errand | undefined {
  switch (text.to) {
    case 'sign-in':
      return text
    case 'enrol':
      return text
    case 'link':
      return session && { to: 'link', session }
    case 'step-up':
      return session && { to: 'step-up', session, act: actOf(text.path, text.fields) }
  }
}

/** Also where a browser keeps cookies from a page that another site led to: the next step begins on a page of ours. */
function goOn(visit: Visit, text: ErrandText, session: Session): Response {
  const cookies = [sessionCookie(visit, session), clearCookie(visit, providerCookie)]
  switch (text.to) {
    case 'sign-in':
      return seeOther(text.next, { cookies })
    case 'link':
      return seeOther('/desk/account', { cookies })
    case 'enrol':
      return seeOther(recoveryCodePath('/desk'), { cookies })
    case 'step-up':
      return text.fields === null
        ? seeOther(localPath(text.path), { cookies })
        : oncemore(visit, text, session, cookies)
  }
}

/** The form as it was asked for, with one button. Its token is that of the session as it is from now on. */
function oncemore(
  visit: Visit,
  { path, fields }: Extract<ErrandText, { to: 'step-up' }>,
  session: Session,
  cookies: readonly string[],
): Response {
  const token = visit.tokenFor(session.token)
  const [action] = path.split('?')
  return html(
    visit,
    <Page frame={frameOf(visit)} title="Confirmed">
      <PageHead title="Confirmed" lead="This counts for what you asked for, for five minutes. One press is left." />
      <Form action={action ?? '/desk'} hidden={{ token }} label="What you asked for">
        {fields?.map(([name, value], index) => (
          <input key={index} type="hidden" name={name} value={value} />
        ))}
        <Actions>
          <Button kind="primary">Do it now</Button>
        </Actions>
      </Form>
    </Page>,
    { cookies },
  )
}

/** Instead of the passkey, where the operator let the provider confirm. */
export function ConfirmThere({ visit, asked, path }: { visit: Visit; asked: AskedAct | undefined; path: string }) {
  if (visit.signedIn?.confirmsByProvider !== true) return null
  const text = JSON.stringify({ to: 'step-up', path: asked?.path ?? path, fields: asked?.fields ?? null })
  if (text.length > MOST) return null
  return (
    <Form action="/desk/step-up/provider" hidden={{ token: visit.formToken, asked: text }} label="Confirm elsewhere">
      <Actions>
        <Button>Confirm at {visit.team.providerName}</Button>
      </Actions>
    </Form>
  )
}

/** The second way in on the page for signing in, and on the one for an invitation. */
export function ByProvider(props: { visit: Visit; action: string; words: string; next?: string }) {
  const { providerName } = props.visit.team
  if (providerName === null) return null
  const hidden = { token: props.visit.formToken, ...(props.next !== undefined && { next: props.next }) }
  return (
    <Form action={props.action} hidden={hidden} label={props.words}>
      <Actions>
        <Button>
          {props.words} {providerName}
        </Button>
      </Actions>
    </Form>
  )
}

const refused = (visit: Visit, refusal: TeamRefusal): Response =>
  notIn(visit, refusal.refused === 'provider-down' ? 503 : 403, refusal.text)

const begunElsewhere = (visit: Visit): Response =>
  notIn(visit, 403, 'This took too long, or it was begun in another browser. Please begin again.')

const tooOften = (visit: Visit): Response =>
  notIn(visit, 429, 'There were too many tries from your network within the hour. Please wait a while.')

/** Nothing that the provider wrote stands here: it could be anybody's words in an address. */
function notIn(visit: Visit, status: number, sentence: string): Response {
  return html(
    visit,
    <Page frame={frameOf(visit)} title="Not signed in">
      <PageHead title="This did not work" lead={sentence} />
      <Prose>
        <p>Passkeys work without the provider.</p>
      </Prose>
      <Actions>
        <ButtonLink href="/sign-in" kind="primary">
          To the sign-in page
        </ButtonLink>
      </Actions>
    </Page>,
    { status, cookies: [clearCookie(visit, providerCookie)] },
  )
}

function maybeJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
