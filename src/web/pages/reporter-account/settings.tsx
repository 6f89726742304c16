import type { Overview } from '../../../desk/accounts/accounts.ts'
import { seeOther } from '../../answer.tsx'
import { clearCookie } from '../../cookie.ts'
import { readPageForm, threadCookie } from '../../guard.ts'
import type { Visit } from '../../route.ts'
import { Actions, Button, ButtonLink } from '../../ui/button.tsx'
import { Form } from '../../ui/form.tsx'
import { Link } from '../../ui/link.tsx'
import { More } from '../../ui/more.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PersonText } from '../../ui/person-text.tsx'
import { PageHead, Section } from '../../ui/section.tsx'
import { dayText, Time } from '../../ui/time.tsx'
import { useMessages } from '../messages/languages.ts'
import { filled, Said } from '../messages/said.tsx'
import { messagesFor, PublicPage, translated } from '../public-page.tsx'
import { accountsOf, whoOf } from './account-of.ts'
import { signedOutCookie } from './cookies.ts'
import { MailForm } from './sign-in.tsx'

/** Ways in, sessions, and the end of it. */
export const settingsPage = (visit: Visit): Promise<Response> => shown(visit, null, 200)

async function shown(visit: Visit, problem: string | null, status: number): Promise<Response> {
  const overview = await accountsOf(visit).overview(whoOf(visit))
  if (overview === undefined) return seeOther('/account/sign-in', { cookies: [signedOutCookie(visit)] })
  return translated(visit, <Settings visit={visit} of={overview} problem={problem} />, { status })
}

export async function removePasskey(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['passkey'] })
  if (form instanceof Response) return form
  return changed(visit, await accountsOf(visit).removePasskey(whoOf(visit), form.fields.passkey ?? ''))
}

export async function removeAddress(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [] })
  if (form instanceof Response) return form
  return changed(visit, await accountsOf(visit).removeAddress(whoOf(visit)))
}

export async function endSession(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['session'] })
  if (form instanceof Response) return form
  await accountsOf(visit).endSession(whoOf(visit), form.fields.session ?? '')
  return seeOther('/account/settings')
}

export async function deleteAccount(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: [] })
  if (form instanceof Response) return form
  if (!(await accountsOf(visit).delete(whoOf(visit)))) return changed(visit, false)
  const { settings: m } = messagesFor(visit).account
  return translated(
    { ...visit, account: null },
    <PublicPage visit={visit} title={m.page} translated>
      <PageHead title={m.gone} lead={m.goneText} />
      <Actions>
        <ButtonLink href="/receipt">{messagesFor(visit).nav.receipt}</ButtonLink>
      </Actions>
    </PublicPage>,
    { cookies: [signedOutCookie(visit), clearCookie(visit, threadCookie)] },
  )
}

function changed(visit: Visit, done: boolean): Promise<Response> | Response {
  const { settings: m } = messagesFor(visit).account
  if (done) return seeOther('/account/settings')
  return shown(visit, whoOf(visit).began === 'mail' ? m.weak : m.lastWay, 409)
}

function Settings({ visit, of, problem }: { visit: Visit; of: Overview; problem: string | null }) {
  const { settings: m } = messagesFor(visit).account
  return (
    <PublicPage visit={visit} title={m.page} at="/account/settings" translated>
      {problem !== null && <Notice kind="warn" title={problem} />}
      {problem === null && !of.mayChange && <Notice title={m.weak} />}
      <PageHead title={m.title} lead={m.lead} />
      <WaysIn visit={visit} of={of} />
      <Sessions visit={visit} of={of} />
      {of.mayChange && (
        <Section title={m.delete}>
          <More summary={m.delete}>
            <p>{m.deleteText}</p>
            <Form action="/account/delete" hidden={{ token: visit.formToken }} label={m.delete}>
              <Actions>
                <Button kind="danger">{m.deleteNow}</Button>
              </Actions>
            </Form>
          </More>
        </Section>
      )}
      <Actions>
        <ButtonLink href="/account">{m.back}</ButtonLink>
      </Actions>
    </PublicPage>
  )
}

function WaysIn({ visit, of }: { visit: Visit; of: Overview }) {
  const { account, ui } = useMessages()
  const { settings: m } = account
  const strong = visit.account?.began === 'passkey'
  const hidden = { token: visit.formToken }
  const used = (at: number) => (at === 0 ? m.neverUsed : filled(m.used, { day: dayText(at, ui.lang) }))
  return (
    <Section title={m.ways}>
      <p>{of.address === null ? m.noMail : <Said text={m.mail} address={<PersonText text={of.address} />} />}</p>
      {of.address !== null && strong && of.passkeys.length > 0 && (
        <Form action="/account/address/remove" hidden={hidden} label={m.removeMail}>
          <Actions>
            <Button kind="quiet">{m.removeMail}</Button>
          </Actions>
        </Form>
      )}
      {of.address === null && of.mayChange && accountsOf(visit).mail && (
        <More summary={m.addMail}>
          <MailForm visit={visit} />
        </More>
      )}
      <h3>{m.passkeys}</h3>
      {of.passkeys.length === 0 && <p>{m.noPasskeys}</p>}
      <ul class="plain">
        {of.passkeys.map(({ id, createdAt, usedAt }) => (
          <li key={id}>
            {filled(m.made, { day: dayText(createdAt, ui.lang) })}, {used(usedAt)}
            {strong && (of.passkeys.length > 1 || of.address !== null) && (
              <Form action="/account/passkeys/remove" hidden={{ ...hidden, passkey: id }} label={m.remove}>
                <Actions>
                  <Button kind="quiet">{m.remove}</Button>
                </Actions>
              </Form>
            )}
          </li>
        ))}
      </ul>
      {of.mayChange && (
        <p>
          <Link href="/account/passkeys">{m.add}</Link>
        </p>
      )}
    </Section>
  )
}

function Sessions({ visit, of }: { visit: Visit; of: Overview }) {
  const { settings: m } = useMessages().account
  return (
    <Section title={m.sessions}>
      <ul class="plain">
        {of.sessions.map(({ id, began, createdAt }) => (
          <li key={id}>
            {m.began[began]}, <Said text={m.since} time={<Time at={createdAt} />} />
            {id === visit.account?.session ? (
              <> · {m.here}</>
            ) : (
              <Form action="/account/sessions/end" hidden={{ token: visit.formToken, session: id }} label={m.end}>
                <Actions>
                  <Button kind="quiet">{m.end}</Button>
                </Actions>
              </Form>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
