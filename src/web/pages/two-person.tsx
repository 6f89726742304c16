import type { Erased } from '../../desk/erase.ts'
import { isRefusal, type TeamRefusal } from '../../team/refusal.ts'
import type { Member } from '../../team/team.ts'
import type { TwoPersonRequest } from '../../team/two-person.ts'
import { frameOf, html, notFound, seeOther } from '../answer.tsx'
import { readPageForm } from '../guard.ts'
import type { Visit } from '../route.ts'
import { Actions, Button, ButtonLink } from '../ui/button.tsx'
import { Radios } from '../ui/choice.tsx'
import { Definitions } from '../ui/definition.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { Page } from '../ui/page.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { Empty, PageHead, Prose, Section } from '../ui/section.tsx'
import { TextArea, TextField } from '../ui/text-field.tsx'
import { Time } from '../ui/time.tsx'
import { teamNav } from './team-nav.ts'
import { OneButton, Refused, SignOut } from './team-parts.tsx'
import { twoPersonOpen } from './two-person-open.ts'

export const TWO_PERSON = '/desk/two-person'

/** What one member alone may not do: who asked, who agreed, and from when on it counts. */
export const twoPersonPage = (visit: Visit): Promise<Response> => show(visit)

interface Told {
  readonly refusal?: TeamRefusal
  readonly link?: string
  readonly erased?: Erased
  readonly typed?: { readonly member: string; readonly reason: string }
  readonly glass?: Glass
}

/** What was typed to ask for one case, and what is wrong with it. */
interface Glass {
  readonly number: string
  readonly reason: string
  readonly wrong?: { readonly field: 'number' | 'reason'; readonly text: string }
}

async function show(visit: Visit, told: Told = {}): Promise<Response> {
  const [open, members] = await Promise.all([twoPersonOpen(visit), visit.team.members()])
  const page = (
    <Page
      frame={frameOf(visit)}
      title="Two persons"
      layout="desk"
      nav={teamNav(visit, '/desk/account')}
      account={<SignOut visit={visit} />}
    >
      <PageHead
        title="What needs a second person"
        lead="Every member is told when something is asked for, agreed to, done or stopped."
      />
      <Refused refusal={told.refusal} />
      {told.link !== undefined && <Handed link={told.link} />}
      {told.erased !== undefined && <Gone erased={told.erased} />}
      {open.length === 0 ? (
        <Empty title="Nothing waits here.">
          <p>
            Below you can ask that a member who lost every passkey is let in again
            {leads(visit) && ', or to read one case that is kept from you'}. That a case is erased is asked for at the
            end of its page.
          </p>
        </Empty>
      ) : (
        open.map((request) => <Request key={request.id} visit={visit} request={request} members={members} />)
      )}
      <AskForRecovery visit={visit} members={members} typed={told.typed} />
      {leads(visit) && <AskForGlass visit={visit} typed={told.glass} />}
    </Page>
  )
  return html(visit, page, { status: told.glass?.wrong !== undefined ? 422 : told.refusal === undefined ? 200 : 409 })
}

const leads = ({ member }: Visit): boolean => member?.role === 'lead'

function Request({ visit, request, members }: { visit: Visit; request: TwoPersonRequest; members: readonly Member[] }) {
  const nameOf = (id: string) => (id === 'console' ? 'the console' : (members.find((one) => one.id === id)?.name ?? id))
  const me = visit.member?.member
  const mine = me === request.askedBy || me === request.subject
  const due = request.readyAt !== null && visit.desk.now() >= request.readyAt
  const button = (act: string, label: string, text: string, refused?: string) => (
    <OneButton
      visit={visit}
      action={`${TWO_PERSON}/${act}`}
      field="request"
      value={request.id}
      label={label}
      refused={refused}
    >
      {text}
    </OneButton>
  )
  return (
    <Section card id={request.id} title={titles[request.kind]}>
      <Definitions
        items={[
          {
            term: request.kind === 'recovery' ? 'Whom' : 'Which',
            detail: <PersonText text={whichOf(request, nameOf)} />,
          },
          { term: 'Why', detail: <PersonText text={request.reason} /> },
          { term: 'Asked by', detail: <PersonText text={nameOf(request.askedBy)} /> },
          {
            term: 'Agreed by',
            detail: request.agreedBy === '' ? 'nobody yet' : <PersonText text={nameOf(request.agreedBy)} />,
          },
          { term: 'Counts from', detail: request.readyAt === null ? null : <Time at={request.readyAt} /> },
          { term: 'Ends', detail: <Time at={request.endsAt} /> },
        ]}
      />
      <div class="actions">
        {request.state === 'asked' &&
          button('agree', 'Agree', 'I agree', mine ? 'somebody else has to' : cannot(visit, request))}
        {request.state === 'agreed' &&
          request.kind === 'recovery' &&
          me !== request.subject &&
          button('link', 'Make the link', 'Make the link', due ? undefined : 'not yet')}
        {request.state === 'agreed' &&
          request.kind === 'erase' &&
          visit.member?.role === 'lead' &&
          button('erase', `Erase ${request.subject}`, 'Erase it for good', due ? undefined : 'not yet')}
        {request.state === 'agreed' && request.kind === 'break-glass' && me === request.askedBy && due && (
          <ButtonLink href={`/desk/cases/${request.subject}`}>Read it</ButtonLink>
        )}
        {button('stop', 'Stop it', 'Stop it')}
      </div>
    </Section>
  )
}

function AskForRecovery(props: { visit: Visit; members: readonly Member[]; typed: Told['typed'] }) {
  const others = props.members.filter(({ id, state }) => state === 'active' && id !== props.visit.member?.member)
  if (others.length === 0) return null
  return (
    <Section title="A member lost every passkey" id="recovery" card>
      <Prose>
        <p>
          Make sure that it is them: meet, or call. Another member has to agree, then a day has to pass. A passkey of
          theirs stops it at any time.
        </p>
      </Prose>
      <Form action={`${TWO_PERSON}/recovery`} hidden={{ token: props.visit.formToken }} label="Let a member in again">
        <Radios
          name="member"
          label="Who?"
          required
          value={props.typed?.member ?? ''}
          choices={others.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <TextArea
          name="reason"
          label="How do you know that it is them?"
          rows={3}
          required
          value={props.typed?.reason ?? ''}
        />
        <Actions>
          <Button>Ask for it</Button>
        </Actions>
      </Form>
    </Section>
  )
}

/** It says nothing of what exists: a number that was never given is asked for in the same way. */
function AskForGlass({ visit, typed }: { visit: Visit; typed: Glass | undefined }) {
  const wrong = (field: string) => (typed?.wrong?.field === field ? typed.wrong.text : undefined)
  return (
    <Section title="A case is kept from you, and nobody who sees it is there" id="glass" card>
      <Prose>
        <p>
          Breaking the glass lets you read that one case for four hours, and do nothing in it. Another member has to
          agree; on a desk with nobody else who could, the console does, and a day passes. Every member is told, and
          whoever sees the case finds it written there. Nobody tells you before whether there is such a case.
        </p>
      </Prose>
      <Form action={`${TWO_PERSON}/break-glass`} hidden={{ token: visit.formToken }} label="Read one case">
        <TextField
          name="number"
          label="Number of the case"
          hint="Such as P-7K3M2Q."
          required
          value={typed?.number ?? ''}
          error={wrong('number')}
        />
        <TextArea
          id="glass-reason"
          name="reason"
          label="Why can it not wait?"
          hint="The other members read this."
          rows={3}
          required
          value={typed?.reason ?? ''}
          error={wrong('reason')}
        />
        <Actions>
          <Button>Ask to read it</Button>
        </Actions>
      </Form>
    </Section>
  )
}

/** Why whoever looks cannot agree although it is not theirs. */
const cannot = (visit: Visit, { kind }: TwoPersonRequest): string | undefined =>
  kind === 'root-key' && !leads(visit) ? 'a lead has to' : undefined

function whichOf({ kind, subject }: TwoPersonRequest, nameOf: (id: string) => string): string {
  if (kind === 'recovery') return nameOf(subject)
  if (kind !== 'root-key') return subject
  return subject === 'rotate' ? 'A new one, which wraps every other key' : `The old one ${subject} is taken away`
}

const titles: Readonly<Record<TwoPersonRequest['kind'], string>> = {
  recovery: 'Let a member in again',
  'break-glass': 'Read one case',
  erase: 'Erase one case for good',
  'root-key': 'Change the root key',
}

function Gone({ erased: { number, advisories, overwritten } }: { erased: Erased }) {
  return (
    <Notice kind="ok" title={`${number} is erased.`}>
      <p>
        {advisories.length > 0 && `What was published stays: ${advisories.join(', ')}. `}
        {!overwritten && 'An older state of the database is still being read; the key is overwritten within the hour. '}
        Backups made before now still hold it, until they run out.
      </p>
    </Notice>
  )
}

function Handed({ link }: { link: string }) {
  return (
    <Notice kind="ok" title="The link is shown only now.">
      <p dir="ltr" translate={false}>
        <code>{link}</code>
      </p>
      <p>Give it to them yourself, in private. It works once, for an hour; they then make new passkeys.</p>
    </Notice>
  )
}

// ── acts ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export async function askForRecovery(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['member', 'reason'] })
  if (form instanceof Response) return form
  const by = visit.member?.member
  if (by === undefined) return notFound(visit)
  const typed = { member: form.fields.member ?? '', reason: form.fields.reason ?? '' }
  const asked = await visit.team.askTwoPerson({ kind: 'recovery', subject: typed.member, reason: typed.reason, by })
  return isRefusal(asked) ? show(visit, { refusal: asked, typed }) : seeOther(TWO_PERSON)
}

/** The same for a case that is kept from whoever asks and for one that there never was. */
export async function askForGlass(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['number', 'reason'] })
  if (form instanceof Response) return form
  const { member } = visit
  if (member === null) return notFound(visit)
  const glass = { number: form.fields.number ?? '', reason: form.fields.reason ?? '' }
  const again = (field: 'number' | 'reason', text: string) =>
    show(visit, { glass: { ...glass, wrong: { field, text } } })
  const subject = glass.number.trim().toUpperCase()
  if (!/^P-[0-9A-HJKMNP-TV-Z]{6}$/.test(subject))
    return again('number', 'A number is P- and six letters or digits, such as P-7K3M2Q.')
  if (glass.reason.trim() === '') return again('reason', 'Say in a sentence why it cannot wait.')
  if ((await visit.desk.streamOf(member, subject)) !== undefined) return again('number', 'You see this case already.')
  const asked = await visit.team.askTwoPerson({ kind: 'break-glass', subject, reason: glass.reason, by: member.member })
  return isRefusal(asked) ? show(visit, { refusal: asked, glass }) : seeOther(TWO_PERSON)
}

export const agree = (visit: Visit): Promise<Response> => on(visit, (ask) => visit.team.agreeTwoPerson(ask))
export const stop = (visit: Visit): Promise<Response> => on(visit, (ask) => visit.team.stopTwoPerson(ask))

/** The page itself is the answer, since the link is shown once. */
export async function handOver(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['request'] })
  if (form instanceof Response) return form
  const by = visit.member?.member
  if (by === undefined) return notFound(visit)
  const made = await visit.team.recoveryLink({ request: form.fields.request ?? '', by })
  return show(visit, isRefusal(made) ? { refusal: made } : { link: made.link })
}

/** A lead does what two agreed to. */
export async function erase(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['request'] })
  if (form instanceof Response) return form
  const by = visit.member?.member
  if (by === undefined) return notFound(visit)
  const request = (await twoPersonOpen(visit)).find(({ id }) => id === form.fields.request)
  const ask = { number: request?.subject ?? '', by, request: request?.id ?? null }
  const erased = await visit.desk.erase(ask)
  return show(visit, isRefusal(erased) ? { refusal: erased } : { erased })
}

async function on(visit: Visit, act: (ask: { request: string; by: string }) => Promise<object>): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['request'] })
  if (form instanceof Response) return form
  const by = visit.member?.member
  if (by === undefined) return notFound(visit)
  const known = (await twoPersonOpen(visit)).find(({ id }) => id === form.fields.request)
  const done = await act({ request: known?.id ?? '', by })
  return isRefusal(done) ? show(visit, { refusal: done }) : seeOther(TWO_PERSON)
}
