import { handleNames } from '../../advisory/roster.ts'
import { type Handles, readHandles } from '../../team/handles.ts'
import { isRefusal, refuse, type TeamRefusal } from '../../team/refusal.ts'
import { type OpenSession, SCOPES, type SignedIn } from '../../team/team.ts'
import { frameOf, html, notFound, seeOther } from '../answer.tsx'
import { readPageForm } from '../guard.ts'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { Link } from '../ui/link.tsx'
import { Page } from '../ui/page.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { PageHead, Prose, Section } from '../ui/section.tsx'
import { Table } from '../ui/table.tsx'
import { TextField } from '../ui/text-field.tsx'
import { Ago } from '../ui/time.tsx'
import { LinkedLogins } from './account-logins.tsx'
import { CodeOnPaper, Passkeys } from './account-passkeys.tsx'
import { Tokens } from './account-tokens.tsx'
import { STATE } from './desk/state-page.tsx'
import { DESK_LOG } from './desk-log.tsx'
import { teamNav } from './team-nav.ts'
import { OneButton, Refused, SignOut } from './team-parts.tsx'

export const accountPage = (visit: Visit): Promise<Response> => account(visit)

/** What a member looks after: how they come in, where they are signed in, what acts in their name, and if they are named. */
async function account(visit: Visit, told: Told = {}): Promise<Response> {
  const me = visit.signedIn
  if (me === null) return notFound(visit)
  const [passkeys, sessions, tokens, members, codeSince, linked] = await Promise.all([
    visit.team.passkeys(me.member),
    visit.team.sessions(me.member),
    visit.team.tokens(me.member),
    visit.team.members(),
    visit.team.recoveryCodeSince(me.member),
    visit.team.identities(me.member),
  ])
  const mine = members.find(({ id }) => id === me.member)
  const page = (
    <Page
      frame={frameOf(visit)}
      title="Account"
      layout="desk"
      nav={teamNav(visit, '/desk/account')}
      account={<SignOut visit={visit} />}
    >
      <PageHead
        title="Account"
        lead={
          <>
            <PersonText text={me.name} />, {me.role}
          </>
        }
      />
      <Refused refusal={told.refusal} />
      <Passkeys visit={visit} me={me} passkeys={passkeys} />
      <LinkedLogins visit={visit} linked={linked} />
      <CodeOnPaper visit={visit} since={codeSince} />
      <Sessions visit={visit} me={me} sessions={sessions} />
      <Tokens visit={visit} me={me} tokens={tokens} made={told.token} />
      <Keys visit={visit} />
      <Named visit={visit} shownAs={mine?.shownAs ?? null} name={me.name} handles={mine?.handles ?? {}} />
      <p>
        What was changed about the desk itself stands in <Link href={DESK_LOG}>the desk’s log</Link>. Whether it runs as
        it should, stands under <Link href={STATE}>How the desk is doing</Link>.
      </p>
    </Page>
  )
  return html(visit, page, { status: told.refusal === undefined ? 200 : 409 })
}

/** What just happened and is not told again: a refusal, or the one look at a new token. */
interface Told {
  readonly refusal?: TeamRefusal
  readonly token?: string
}

function Sessions({ visit, me, sessions }: { visit: Visit; me: SignedIn; sessions: readonly OpenSession[] }) {
  const now = visit.desk.now()
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
            <Ago at={createdAt} now={now} />,
            <Ago at={seenAt} now={now} />,
            id === me.session ? (
              'this one'
            ) : (
              <OneButton
                visit={visit}
                action="/desk/account/sessions/end"
                field="session"
                value={id}
                label={`End: ${browser}`}
              >
                End
              </OneButton>
            ),
          ],
        }))}
      />
      {sessions.length > 1 && (
        <Form
          action="/desk/account/sessions/end-others"
          hidden={{ token: visit.formToken }}
          label="Your other sessions"
        >
          <Actions>
            <Button>Sign out everywhere else</Button>
          </Actions>
        </Form>
      )}
    </Section>
  )
}

/** Single letters are in the way of some hands and some voices (WCAG 2.2, 2.1.4). */
function Keys({ visit }: { visit: Visit }) {
  const on = visit.own?.keys !== false
  return (
    <Section title="Keys" id="single-keys" card>
      <Prose>
        <p>
          {on
            ? 'Single keys act on the pages of the desk where scripts run, never while you write. Press ? there to see them.'
            : 'Single keys do nothing. Everything they did is a button or a link.'}
        </p>
      </Prose>
      <Form action="/desk/account/keys" hidden={{ token: visit.formToken, on: on ? 'no' : 'yes' }} label="Keys">
        <Button>{on ? 'Switch single keys off' : 'Switch single keys on'}</Button>
      </Form>
    </Section>
  )
}

function Named(props: { visit: Visit; shownAs: string | null; name: string; handles: Handles }) {
  const { visit, shownAs, name, handles } = props
  return (
    <Section title="Your name on the team page" id="named" card>
      <Prose>
        <p>
          {shownAs === null ? (
            'You are not named there.'
          ) : (
            <>
              You are named there as <PersonText text={shownAs} />.
            </>
          )}{' '}
          Nobody is, unless they agree.
        </p>
      </Prose>
      <Form action="/desk/account/named" hidden={{ token: visit.formToken }} label="Your name on the team page">
        <TextField name="shownAs" label="The name to show" value={shownAs ?? name} width="medium" max={100} />
        <TextField
          name="matrix"
          label="Matrix id (optional)"
          verbatim
          value={handles.matrix ?? ''}
          width="medium"
          hint="Such as @ada:example.org, or @ada:example.org, room admin."
        />
        <TextField
          name="discord"
          label="Discord name and role (optional)"
          value={handles.discord ?? ''}
          width="medium"
          hint="As it stands there, such as ada, role Security."
        />
        <TextField
          name="openpgp"
          label="OpenPGP fingerprint (optional)"
          verbatim
          value={handles.openpgp ?? ''}
          width="medium"
        />
        <TextField name="github" label="GitHub login (optional)" verbatim value={handles.github ?? ''} width="medium" />
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

// ── acts ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export const removePasskey = (visit: Visit): Promise<Response> =>
  act(visit, ['passkey'], (me, fields) => visit.team.removePasskey(me, fields.passkey ?? ''))

export const endSession = (visit: Visit): Promise<Response> =>
  act(visit, ['session'], (me, fields) => visit.team.endSession(me.member, fields.session ?? ''))

export const renamePasskey = (visit: Visit): Promise<Response> =>
  act(visit, ['passkey', 'name'], (me, fields) => visit.team.renamePasskey(me, fields.passkey ?? '', fields.name ?? ''))

export const unlink = (visit: Visit): Promise<Response> =>
  act(visit, ['login'], (me, fields) => visit.team.unlink(me, fields.login ?? ''))

export const endOtherSessions = (visit: Visit): Promise<Response> =>
  act(visit, [], async (me) => {
    await visit.team.endOtherSessions(me)
    return {}
  })

export const revokeToken = (visit: Visit): Promise<Response> =>
  act(visit, ['id'], (me, fields) =>
    visit.team.revokeToken({ member: me.member, token: fields.id ?? '', by: me.member }),
  )

export const beNamed = (visit: Visit): Promise<Response> =>
  act(visit, ['shownAs', 'agree', ...handleNames], async (me, fields) => {
    if (fields.agree !== 'yes') return visit.team.setShownAs(me.member, null)
    const { matrix = '', discord = '', openpgp = '', github = '' } = fields
    const read = readHandles({ matrix, discord, openpgp, github })
    return 'wrong' in read
      ? refuse('handle-wrong')
      : visit.team.setShownAs(me.member, fields.shownAs ?? '', read.handles)
  })

/** The page itself is the answer, since the token is shown once and must not lie anywhere in between. */
export async function createToken(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['label', 'days'], lists: ['scope'] })
  if (form instanceof Response) return form
  const { member } = visit.signedIn ?? {}
  if (member === undefined) return notFound(visit)
  const wanted = (form.fields.scope ?? '').split('\n')
  const made = await visit.team.createToken({
    member,
    label: form.fields.label ?? '',
    scopes: SCOPES.filter((scope) => wanted.includes(scope)),
    days: Number(form.fields.days),
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
