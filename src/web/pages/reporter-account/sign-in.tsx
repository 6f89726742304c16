import { seeOther } from '../../answer.tsx'
import { readPageForm } from '../../guard.ts'
import type { Visit } from '../../route.ts'
import { Actions, Button, ButtonLink } from '../../ui/button.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form } from '../../ui/form.tsx'
import { PageHead, Prose, Section } from '../../ui/section.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { EnterCode } from '../enter-code.tsx'
import { messagesFor, PublicPage, translated } from '../public-page.tsx'
import { mayAskMail } from '../report-told.ts'
import { accountsOf } from './account-of.ts'
import { askedBefore, askedCookie, endFormer, notAskedCookie, signedInCookie, signedInHere } from './cookies.ts'

export const waysInPage = (visit: Visit): Response => translated(visit, <WaysIn visit={visit} />)

/** Says the same to everybody, whether or not there is such an account, and whether or not a mail goes out. */
export async function askForCode(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['address'] })
  if (form instanceof Response) return form
  const { ways } = messagesFor(visit).account
  const typed = form.fields.address ?? ''
  const again = (problem: string, status: number) =>
    translated(visit, <WaysIn visit={visit} typed={typed} problem={problem} />, { status })
  if (!(await mayAskMail(visit))) return again(ways.tooMany, 429)
  const secret = await accountsOf(visit).askCode(typed, await signedInHere(visit))
  return secret === null
    ? again(ways.addressWrong, 422)
    : seeOther('/account/code', { cookies: [askedCookie(visit, secret)] })
}

/** The address in the mail's place: looking at this page does nothing, whoever looks, and with scripts or without. */
export const codePage = (visit: Visit): Response => translated(visit, <AskCode visit={visit} wrong={false} />)

export async function enterCode(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['code'] })
  if (form instanceof Response) return form
  const within = await visit.within('signInsPerHour')
  const secret = askedBefore(visit)
  const code = (form.fields.code ?? '').slice(0, 100)
  const token = within && secret !== undefined ? await accountsOf(visit).enterCode(secret, code) : undefined
  if (token === undefined) {
    visit.house.audit.failed('accounts')
    return translated(visit, <AskCode visit={visit} wrong />, { status: within ? 422 : 429 })
  }
  await endFormer(visit)
  return seeOther('/account?done=came', { cookies: [signedInCookie(visit, token), notAskedCookie(visit)] })
}

function WaysIn({ visit, typed, problem }: { visit: Visit; typed?: string; problem?: string }) {
  const { account } = messagesFor(visit)
  const { ways: m } = account
  const { mail } = accountsOf(visit)
  return (
    <PublicPage visit={visit} title={account.page} at="/account/sign-in" translated>
      {problem !== undefined && <ErrorSummary errors={[{ id: 'address', text: problem }]} />}
      <PageHead title={m.title} lead={m.lead} />
      <Section title={m.passkey}>
        <p>{m.passkeyText}</p>
        <Actions>
          <ButtonLink href="/account/passkey" kind="primary">
            {m.signIn}
          </ButtonLink>
          <ButtonLink href="/account/new">{m.make}</ButtonLink>
        </Actions>
      </Section>
      {mail && (
        <Section title={m.mail}>
          <p>{m.mailText}</p>
          <MailForm visit={visit} typed={typed} problem={problem} />
        </Section>
      )}
      <Prose>
        <p>{m.team}</p>
      </Prose>
    </PublicPage>
  )
}

/** Asks for an address, to come in by or to keep with the account. */
export function MailForm(props: { visit: Visit; typed?: string | undefined; problem?: string | undefined }) {
  const { ways: m } = messagesFor(props.visit).account
  return (
    <Form action="/account/code" hidden={{ token: props.visit.openToken }} label={m.mail}>
      <TextField
        name="address"
        type="email"
        width="medium"
        autocomplete="email"
        label={m.address}
        hint={m.addressHint}
        value={props.typed ?? ''}
        error={props.problem}
        required
      />
      <Actions>
        <Button>{m.send}</Button>
      </Actions>
    </Form>
  )
}

function AskCode({ visit, wrong }: { visit: Visit; wrong: boolean }) {
  const { code } = messagesFor(visit).account
  const again = { href: '/account/sign-in', text: code.again }
  return (
    <EnterCode
      visit={visit}
      words={code}
      at="/account/code"
      action="/account/code/enter"
      width="short"
      wrong={wrong}
      else={again}
    />
  )
}
