import type { ComponentChildren } from 'preact'
import { isRefusal, type TeamRefusal } from '../../team/refusal.ts'
import { ADD_PASSKEY, mayAddPasskey } from '../../team/strong.ts'
import { type OpenSession, type Passkey, SCOPES, type SignedIn, type Token } from '../../team/team.ts'
import { frameOf, html, notFound, seeOther } from '../answer.tsx'
import { browserName } from '../browser-name.ts'
import { readPageForm } from '../guard.ts'
import type { Visit } from '../route.ts'
import { Actions, Button, ButtonLink } from '../ui/button.tsx'
import { Checkboxes, Radios } from '../ui/choice.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { Empty, PageHead, Prose, Section } from '../ui/section.tsx'
import { Table } from '../ui/table.tsx'
import { TextField } from '../ui/text-field.tsx'
import { Day, Time } from '../ui/time.tsx'
import { ceremonyBody, challengeAnswer, sessionAnswer } from './ceremony.ts'
import { PasskeyForm, passkeyScripts } from './passkey-form.tsx'
import { askStepUp } from './step-up.tsx'
import { teamNav } from './team-nav.ts'

export const accountPage = (visit: Visit): Promise<Response> => account(visit)

/** What a member looks after: how they come in, where they are signed in, what acts in their name, and if they are named. */
async function account(visit: Visit, told: Told = {}): Promise<Response> {
  const me = visit.signedIn
  if (me === null) return notFound(visit)
  const [passkeys, sessions, tokens, members] = await Promise.all([
    visit.team.passkeys(me.member),
    visit.team.sessions(me.member),
    visit.team.tokens(me.member),
    visit.team.members(),
  ])
  const shownAs = members.find(({ id }) => id === me.member)?.shownAs ?? null
  const page = (
    <Page frame={frameOf(visit)} title="Account" layout="desk" nav={teamNav(visit, '/desk/account')} account={<SignOut visit={visit} />}>
      <PageHead title="Account" lead={<><PersonText text={me.name} />, {me.role}</>} />
      <Refused refusal={told.refusal} />
      <Passkeys visit={visit} me={me} passkeys={passkeys} />
      <Sessions visit={visit} me={me} sessions={sessions} />
      <Tokens visit={visit} me={me} tokens={tokens} made={told.token} />
      <Named visit={visit} shownAs={shownAs} name={me.name} />
    </Page>
  )
  return html(visit, page, { status: told.refusal === undefined ? 200 : 409 })
}

/** What just happened and is not told again: a refusal, or the one look at a new token. */
interface Told {
  readonly refusal?: TeamRefusal
  readonly token?: string
}

export function Refused({ refusal }: { refusal: TeamRefusal | undefined }) {
  return refusal === undefined ? null : <Notice kind="bad" title={refusal.text} />
}

export function SignOut({ visit }: { visit: Visit }) {
  return (
    <Form action="/sign-out" hidden={{ token: visit.formToken }}>
      <Button kind="quiet">Sign out</Button>
    </Form>
  )
}

function Passkeys({ visit, me, passkeys }: { visit: Visit; me: SignedIn; passkeys: readonly Passkey[] }) {
  return (
    <Section title="Passkeys" id="passkeys" card>
      {me.onlyOnePasskey && (
        <Notice kind="warn" title={passkeys.length === 0 ? 'You have no passkey yet' : 'This is your only passkey'}>
          <p>If you lose it, somebody else has to let you in again. Please make another one, on another device or a security key.</p>
        </Notice>
      )}
      {passkeys.length > 0 && (
        <Table
          caption="Your passkeys"
          hideCaption
          columns={[{ head: 'Passkey', lead: true }, { head: 'Made' }, { head: 'Last used' }, { head: 'Change' }]}
          rows={passkeys.map(({ id, label, createdAt, usedAt }) => ({
            key: id,
            cells: [
              label,
              <Day at={createdAt} />,
              usedAt === 0 ? 'not yet' : <Time at={usedAt} />,
              <OneButton visit={visit} action={`${ADD_PASSKEY}/remove`} field="passkey" value={id} label={`Remove: ${label}`} refused={passkeys.length === 1 ? 'your only one' : undefined}>
                Remove
              </OneButton>,
            ],
          }))}
        />
      )}
      <Actions>
        <ButtonLink href={ADD_PASSKEY} kind={me.onlyOnePasskey ? 'primary' : 'secondary'}>
          Add a passkey
        </ButtonLink>
      </Actions>
    </Section>
  )
}

function Sessions({ visit, me, sessions }: { visit: Visit; me: SignedIn; sessions: readonly OpenSession[] }) {
  return (
    <Section title="Where you are signed in" id="sessions" card>
      <Table
        caption="Your sessions"
        hideCaption
        columns={[{ head: 'Browser', lead: true }, { head: 'Since' }, { head: 'Last seen' }, { head: 'Change' }]}
        rows={sessions.map(({ id, browser, createdAt, seenAt }) => ({
          key: id,
          cells: [
            browser,
            <Time at={createdAt} />,
            <Time at={seenAt} />,
            id === me.session ? (
              'this one'
            ) : (
              <OneButton visit={visit} action="/desk/account/sessions/end" field="session" value={id} label={`End: ${browser}`}>
                End
              </OneButton>
            ),
          ],
        }))}
      />
    </Section>
  )
}

function Tokens({ visit, me, tokens, made }: { visit: Visit; me: SignedIn; tokens: readonly Token[]; made: string | undefined }) {
  return (
    <Section title="API tokens" id="tokens" card>
      {made !== undefined && (
        <Notice kind="ok" title="Your new token. It is shown only now.">
          <p dir="ltr" translate={false}>
            <code>{made}</code>
          </p>
        </Notice>
      )}
      {tokens.length === 0 ? (
        <Empty title="You have no API tokens." />
      ) : (
        <Table
          caption="Your API tokens"
          hideCaption
          columns={[{ head: 'Label', lead: true }, { head: 'May' }, { head: 'Until' }, { head: 'Last used' }, { head: 'Change' }]}
          rows={tokens.map(({ id, label, scopes, expiresAt, usedAt }) => ({
            key: id,
            cells: [
              <PersonText text={label} />,
              scopes.join(', '),
              <Day at={expiresAt} />,
              usedAt === 0 ? 'never' : <Time at={usedAt} />,
              <OneButton visit={visit} action="/desk/account/tokens/revoke" field="id" value={id} label={`Revoke: ${label}`}>
                Revoke
              </OneButton>,
            ],
          }))}
        />
      )}
      <Form action="/desk/account/tokens" hidden={{ token: visit.formToken }} label="Make an API token">
        <TextField name="label" label="What is it for?" width="medium" max={100} required />
        <Checkboxes
          name="scope"
          label="What may it do in your name?"
          choices={SCOPES.map((scope) => ({ value: scope, ...scopeTexts[scope], ...(me.role === 'observer' && scope !== 'read' && { refused: 'Observers only read.' }) }))}
          values={['read']}
        />
        <Radios name="days" label="For how long?" layout="row" value="30" choices={[7, 30, 90].map((days) => ({ value: String(days), label: `${days} days` }))} />
        <Actions>
          <Button>Make a token</Button>
        </Actions>
      </Form>
    </Section>
  )
}

const scopeTexts = {
  read: { label: 'Read cases' },
  act: { label: 'Act on cases', hint: 'Answer, take the steps, write the advisory.' },
  publish: { label: 'Publish', hint: 'All members are told each time.' },
} as const

function Named({ visit, shownAs, name }: { visit: Visit; shownAs: string | null; name: string }) {
  return (
    <Section title="Your name on the team page" id="named" card>
      <Prose>
        <p>
          {shownAs === null ? 'You are not named there.' : <>You are named there as <PersonText text={shownAs} />.</>} Nobody is, unless they agree.
        </p>
      </Prose>
      <Form action="/desk/account/named" hidden={{ token: visit.formToken }} label="Your name on the team page">
        <TextField name="shownAs" label="The name to show" value={shownAs ?? name} width="medium" max={100} />
        <Actions>
          <Button name="agree" value="yes">
            I agree to be named
          </Button>
          {shownAs !== null && (
            <Button name="agree" value="no" kind="quiet">
              Take my name away
            </Button>
          )}
        </Actions>
      </Form>
    </Section>
  )
}

/** One act on one thing of a list. */
export function OneButton(props: {
  visit: Visit
  action: string
  field: string
  value: string
  label: string
  refused?: string | undefined
  children: ComponentChildren
}) {
  return (
    <Form action={props.action} hidden={{ token: props.visit.formToken, [props.field]: props.value }} label={props.label}>
      <Button kind="quiet" refused={props.refused}>
        {props.children}
      </Button>
    </Form>
  )
}

// ── acts ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Adding is asked of whoever has a passkey already, and open for a while to whoever just came by a link. */
export async function addPasskeyPage(visit: Visit): Promise<Response> {
  if (visit.signedIn === null) return notFound(visit)
  if (!mayAddPasskey(visit.signedIn, visit.desk.now())) return askStepUp(visit)
  return html(
    visit,
    <Page frame={frameOf(visit)} title="Add a passkey" layout="desk" nav={teamNav(visit, '/desk/account')} scripts={passkeyScripts(visit)}>
      <PageHead title="Add a passkey" lead="On another device, or on a security key, so that losing one does not keep you out." />
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

export const removePasskey = (visit: Visit): Promise<Response> =>
  act(visit, ['passkey'], (me, fields) => visit.team.removePasskey(me, fields['passkey'] ?? ''))

export const endSession = (visit: Visit): Promise<Response> =>
  act(visit, ['session'], (me, fields) => visit.team.endSession(me.member, fields['session'] ?? ''))

export const revokeToken = (visit: Visit): Promise<Response> =>
  act(visit, ['id'], (me, fields) => visit.team.revokeToken({ member: me.member, token: fields['id'] ?? '', by: me.member }))

export const beNamed = (visit: Visit): Promise<Response> =>
  act(visit, ['shownAs', 'agree'], (me, fields) =>
    visit.team.setShownAs(me.member, fields['agree'] === 'yes' ? (fields['shownAs'] ?? '') : null),
  )

/** The page itself is the answer, since the token is shown once and must not lie anywhere in between. */
export async function createToken(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['label', 'days'], lists: ['scope'] })
  if (form instanceof Response) return form
  const { member } = visit.signedIn ?? {}
  if (member === undefined) return notFound(visit)
  const wanted = (form.fields['scope'] ?? '').split('\n')
  const made = await visit.team.createToken({
    member,
    label: form.fields['label'] ?? '',
    scopes: SCOPES.filter((scope) => wanted.includes(scope)),
    days: Number(form.fields['days']),
    by: member,
  })
  return account(visit, isRefusal(made) ? { refusal: made } : { token: made.token })
}

async function act(
  visit: Visit,
  fields: readonly string[],
  todo: (me: SignedIn, fields: Readonly<Record<string, string>>) => Promise<object>,
): Promise<Response> {
  const form = await readPageForm(visit, { fields })
  if (form instanceof Response) return form
  if (visit.signedIn === null) return notFound(visit)
  const done = await todo(visit.signedIn, form.fields)
  return isRefusal(done) ? account(visit, { refusal: done }) : seeOther('/desk/account')
}
