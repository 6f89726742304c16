import type { Challenged } from '../../../team/ceremony.ts'
import { json, sorryThat } from '../../answer.tsx'
import type { Visit } from '../../route.ts'
import { Actions, Button } from '../../ui/button.tsx'
import { Form } from '../../ui/form.tsx'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PageHead } from '../../ui/section.tsx'
import { ceremonyBody, challengeAnswer } from '../ceremony.ts'
import { Said } from '../messages/said.tsx'
import { passkeyScripts } from '../passkey-form.tsx'
import { messagesFor, PublicPage, translated } from '../public-page.tsx'
import { accountsOf, whoOf } from './account-of.ts'
import { endFormer, signedInCookie } from './cookies.ts'

/** The three pages of an account that need a script: browsers offer passkeys to nothing else. */
export function passkeyPage(visit: Visit): Response {
  const { passkey: m, ways } = messagesFor(visit).account
  return page(visit, { ceremony: 'get', at: '/account/passkey', title: m.signInTitle, button: ways.signIn })
}

export function newAccountPage(visit: Visit): Response {
  const { passkey: m, ways } = messagesFor(visit).account
  return page(visit, {
    ceremony: 'create',
    at: '/account/new',
    title: m.makeTitle,
    lead: m.makeLead,
    button: ways.make,
  })
}

export function addPasskeyPage(visit: Visit): Response {
  const { passkey: m } = messagesFor(visit).account
  const at = '/account/passkeys'
  return page(visit, { ceremony: 'create', at, title: m.addTitle, lead: m.addLead, button: m.addTitle })
}

export const passkeyOptions = async (visit: Visit): Promise<Response> =>
  challengeAnswer(visit, await accountsOf(visit).signInChallenge())

export const newAccountOptions = async (visit: Visit): Promise<Response> =>
  challengeAnswer(visit, await accountsOf(visit).newChallenge(messagesFor(visit).account.passkey.called))

export const addPasskeyOptions = (visit: Visit): Promise<Response> =>
  accountsOf(visit)
    .passkeyChallenge(whoOf(visit), messagesFor(visit).account.passkey.called)
    .then((challenged: Challenged | undefined) =>
      challenged === undefined ? refused(visit) : challengeAnswer(visit, challenged),
    )

export async function passkeyVerify(visit: Visit): Promise<Response> {
  if (!(await visit.within('signInsPerHour'))) return tooOften(visit)
  const body = await ceremonyBody(visit)
  if (body instanceof Response) return body
  const token = await accountsOf(visit).signIn(body.answer)
  return token === undefined ? refused(visit) : cameIn(visit, token)
}

export async function newAccountVerify(visit: Visit): Promise<Response> {
  if (!(await visit.within('accountsPerHour'))) return tooOften(visit)
  const body = await ceremonyBody(visit)
  if (body instanceof Response) return body
  const token = await accountsOf(visit).make(body.answer)
  return token === undefined ? refused(visit) : cameIn(visit, token)
}

export async function addPasskeyVerify(visit: Visit): Promise<Response> {
  const body = await ceremonyBody(visit)
  if (body instanceof Response) return body
  return (await accountsOf(visit).addPasskey(whoOf(visit), body.answer)) ? json({ done: true }) : refused(visit)
}

export const withoutScripts = (visit: Visit): Response =>
  sorryThat(visit, 400, () => {
    const { passkey: m } = messagesFor(visit).account
    return [m.withoutTitle, m.withoutText]
  })

async function cameIn(visit: Visit, token: { readonly token: string }): Promise<Response> {
  await endFormer(visit)
  return json({ done: true }, { cookies: [signedInCookie(visit, token)] })
}

function refused(visit: Visit): Response {
  visit.house.audit.failed('accounts')
  return json({ text: messagesFor(visit).account.passkey.refused }, { status: 409 })
}

const tooOften = (visit: Visit): Response =>
  json({ text: messagesFor(visit).account.passkey.tooOften }, { status: 429 })

interface Asked {
  readonly ceremony: 'get' | 'create'
  /** Below this path lie `options` and `verify`. */
  readonly at: string
  readonly title: string
  readonly lead?: string
  readonly button: string
}

function page(visit: Visit, asked: Asked): Response {
  const { passkey: m } = messagesFor(visit).account
  const { ceremony, at } = asked
  const next = at === '/account/passkeys' ? '/account?done=passkey' : '/account?done=came'
  // A passkey belongs to one address. Under the onion address no browser would offer it.
  const { url } = visit.config
  return translated(
    visit,
    <PublicPage visit={visit} title={m.page} at={at} translated scripts={passkeyScripts(visit)}>
      <PageHead title={asked.title} lead={asked.lead} />
      {visit.onion ? (
        <Notice title={m.elsewhere}>
          <p>
            <Said text={m.elsewhereText} link={<Link href={`${url}${at}`}>{url}</Link>} />
          </p>
        </Notice>
      ) : (
        <>
          <Form
            id="passkey"
            action="/account/without-scripts"
            hidden={{ ceremony, options: `${at}/options`, verify: `${at}/verify`, next }}
          >
            <Actions>
              <Button kind="primary">{asked.button}</Button>
            </Actions>
          </Form>
          <p id="passkey-says" role="status" data-words={JSON.stringify(m.script)}>
            {m.needsScripts}
          </p>
        </>
      )}
      <p>
        <Link href="/account/sign-in">{m.back}</Link>
      </p>
    </PublicPage>,
  )
}
