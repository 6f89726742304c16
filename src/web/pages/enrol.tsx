import { frameOf, html } from '../answer.tsx'
import { browserName } from '../browser-name.ts'
import type { Visit } from '../route.ts'
import { Page } from '../ui/page.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { PageHead, Prose } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { ceremonyBody, challengeAnswer, sessionAnswer, tooOften } from './ceremony.ts'
import { PasskeyForm, passkeyScripts } from './passkey-form.tsx'
import { ByProvider } from './provider.tsx'
import { recoveryCodePath } from './recovery-code.tsx'
import { linkOver } from './sign-in.tsx'

/** The way in for somebody new. Looking at the page does not use the link up; finishing it does. */
export async function enrolPage(visit: Visit): Promise<Response> {
  const code = visit.params.code ?? ''
  const invited = await visit.team.invitation(code)
  if (invited === undefined) return linkOver(visit)
  const { name, role } = invited
  return html(
    visit,
    <Page frame={frameOf(visit)} title="Join the team" scripts={passkeyScripts(visit)}>
      <PageHead
        title={
          name === null ? (
            'Open this desk'
          ) : (
            <>
              Welcome, <PersonText text={name} />
            </>
          )
        }
        lead={name === null ? 'You are the first member, and its lead.' : `You are invited to the team as a ${role}.`}
      />
      <Prose>
        <p>
          A passkey is a key that your phone, computer or security key keeps for you and uses when you unlock it: there
          is no password to remember, to lose or to be tricked out of.
        </p>
      </Prose>
      <PasskeyForm
        visit={visit}
        ceremony="create"
        at={`/enrol/${code}`}
        next={name === null && !visit.desk.firstRun.done() ? '/desk/begin' : '/desk'}
        button="Make a passkey and come in"
      >
        {name === null && (
          <TextField
            name="name"
            label="Your name"
            hint="Other members see it beside what you do. Reporters see only that the team wrote."
            width="medium"
            max={100}
            autocomplete="name"
            required
          />
        )}
      </PasskeyForm>
      {name !== null && <ByProvider visit={visit} action={`/enrol/${code}/provider`} words="Come in with" />}
    </Page>,
  )
}

export async function enrolOptions(visit: Visit): Promise<Response> {
  const body = await ceremonyBody(visit)
  if (body instanceof Response) return body
  return challengeAnswer(visit, await visit.team.enrolmentChallenge(visit.params.code ?? '', body.text('name')))
}

export async function enrolVerify(visit: Visit): Promise<Response> {
  if (!(await visit.within('signInsPerHour'))) return tooOften()
  const body = await ceremonyBody(visit)
  if (body instanceof Response) return body
  const session = await visit.team.enrol(visit.params.code ?? '', body.answer, browserName(visit.request))
  return sessionAnswer(visit, session, recoveryCodePath(body.text('next')))
}
