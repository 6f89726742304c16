import { randomUUID } from 'node:crypto'
import type { Guest } from '../../../case/case.ts'
import type { Command } from '../../../case/command.ts'
import { guestKinds, guestShows } from '../../../case/event.ts'
import type { GuestKind } from '../../../case/guest.ts'
import type { Problem } from '../../../desk/desk.ts'
import { filled } from '../../../desk/report-form.ts'
import { html, notFound, seeOther } from '../../answer.tsx'
import { Markdown } from '../../markdown.tsx'
import { type PageForm, readPageForm } from '../../page-form.ts'
import type { Visit } from '../../route.ts'
import { Actions, Button } from '../../ui/button.tsx'
import { Checkboxes, Radios } from '../../ui/choice.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { Form } from '../../ui/form.tsx'
import { More } from '../../ui/more.tsx'
import { Notice } from '../../ui/notice.tsx'
import { PersonText } from '../../ui/person-text.tsx'
import { Section } from '../../ui/section.tsx'
import { TextArea, TextField } from '../../ui/text-field.tsx'
import { Message, Thread } from '../../ui/thread.tsx'
import { Day } from '../../ui/time.tsx'
import { commandId } from '../command-id.ts'
import { noRoom, tooLarge } from '../not-sent.ts'
import type { Typed } from '../report-fields.ts'
import { CaseFrame } from './case-page.tsx'
import { type CaseState, casePath, may, openCase } from './case-state.ts'
import { CaseFiles } from './case-thread.tsx'
import { guestWords } from './words.ts'

/** People from outside who were let into this case: who they are, what they see, and what they and the team wrote. */
export const guestsPage = (visit: Visit): Promise<Response> => showGuests(visit, {}, 200)

interface Shown {
  readonly typed?: Typed
  readonly problems?: readonly Problem[]
  /** The one-time code of whoever was just invited. */
  readonly handOver?: string
}

async function showGuests(visit: Visit, shown: Shown, status: number): Promise<Response> {
  const state = await openCase(visit)
  if (state === undefined) return notFound(visit)
  const { guests } = state.found.view.case
  const names = await visit.desk.guests.names(guests.map(({ person }) => person))
  const page = (
    <CaseFrame state={state} title={`${state.found.number}: guests`} here="/guests">
      {(shown.problems?.length ?? 0) > 0 && (
        <ErrorSummary errors={(shown.problems ?? []).map(({ field, text }) => ({ id: `guest-${field}`, text }))} />
      )}
      {shown.handOver !== undefined && <Code visit={visit} code={shown.handOver} />}
      <Section card title="Who is let in" id="about">
        <p>
          A guest is another vendor, a distribution, a coordinator or an expert. Guests see what was reported, its
          severity and how long it stays private, and nothing before they agreed to that. They never see who reported
          it, what you and the reporter write, the team’s notes, or other guests.
        </p>
      </Section>
      {guests.length === 0 && <p>Nobody from outside was let into this case.</p>}
      {guests.map((guest) => (
        <OneGuest key={guest.person} state={state} guest={guest} name={names.get(guest.person) ?? ''} shown={shown} />
      ))}
      {may(state, 'InviteGuest') && <Invite state={state} shown={shown} />}
    </CaseFrame>
  )
  return html(visit, page, { status })
}

function Code({ visit, code }: { visit: Visit; code: string }) {
  return (
    <Notice kind="ok" title="Give them this address and this code. It is shown this once, works once, and for 30 days.">
      <p>
        <bdi>{`${visit.origin}/take-over`}</bdi>
      </p>
      <p>
        <code>{code}</code>
      </p>
      <p>Best by two different ways, such as the address by mail and the code by phone.</p>
    </Notice>
  )
}

const showWords = { files: 'the report’s files', fix: 'the fix', advisory: 'the draft of the advisory' } as const

function OneGuest(props: { state: CaseState; guest: Guest; name: string; shown: Shown }) {
  const { state, guest, name } = props
  const since =
    guest.removedAt !== null ? (
      <>
        taken off on <Day at={guest.removedAt} />
      </>
    ) : guest.agreedAt === null ? (
      <>
        invited on <Day at={guest.invitedAt} />, has not agreed yet and read nothing
      </>
    ) : (
      <>
        agreed on <Day at={guest.agreedAt} />
      </>
    )
  return (
    <Section card title={<PersonText text={name} />} id={guest.person}>
      <p>
        {guestWords[guest.kind]}; {since}.
        {guest.removedAt === null &&
          guest.shows.length > 0 &&
          ` Sees also ${guest.shows.map((show) => showWords[show]).join(', ')}.`}
      </p>
      {guest.talk.length > 0 && (
        <Thread label={`Between ${name} and the team`}>
          {guest.talk.map(({ at, from, text, files }, index) => (
            <Message
              key={index}
              who={from === 'guest' ? name : 'The team'}
              at={at}
              audience={`${name} and the team`}
              kind={from === 'guest' ? 'theirs' : 'ours'}
              foot={files.length > 0 ? <CaseFiles state={state} files={files} label="Attached files" /> : undefined}
            >
              <Markdown text={text} by="person" />
            </Message>
          ))}
        </Thread>
      )}
      {guest.removedAt === null && <GuestForms state={state} guest={guest} name={name} shown={props.shown} />}
    </Section>
  )
}

function GuestForms({ state, guest, name, shown }: { state: CaseState; guest: Guest; name: string; shown: Shown }) {
  const hidden = { token: state.visit.formToken, once: randomUUID(), person: guest.person }
  const mine = shown.typed?.person === guest.person
  return (
    <>
      {may(state, 'WriteToGuest') && (
        <Form action={casePath(state, '/guests/message')} files hidden={hidden} label={`Write to ${name}`}>
          <TextArea
            id={mine ? 'guest-text' : `guest-text-${guest.person}`}
            name="text"
            label={`Message to ${name}`}
            required
            rows={4}
            hint="This guest and the team read it, and nobody else."
            value={mine ? shown.typed?.text : undefined}
            error={mine ? shown.problems?.find(({ field }) => field === 'text')?.text : undefined}
          />
          <Actions>
            <Button>Send</Button>
          </Actions>
        </Form>
      )}
      {may(state, 'RemoveGuest') && (
        <Form action={casePath(state, '/guests/remove')} hidden={hidden} label={`Take ${name} off`}>
          <Button kind="danger">Take off this case</Button>
        </Form>
      )}
    </>
  )
}

function Invite({ state, shown }: { state: CaseState; shown: Shown }) {
  const typed = shown.typed?.person === undefined ? shown.typed : undefined
  const error = (field: string) => (typed ? shown.problems?.find((one) => one.field === field)?.text : undefined)
  return (
    <More summary="Let somebody in" open={typed !== undefined} id="invite">
      <Form
        action={casePath(state, '/guests')}
        hidden={{ token: state.visit.formToken, once: randomUUID() }}
        label="Let somebody in"
      >
        <TextField
          id="guest-name"
          name="name"
          label="What the team calls them"
          hint="A name or an organisation. Only the team sees it."
          required
          value={typed?.name}
          error={error('name')}
        />
        <Radios
          id="guest-kind"
          name="kind"
          label="Who they are"
          value={typed?.kind ?? 'vendor'}
          error={error('kind')}
          choices={guestKinds.map((kind) => ({ value: kind, label: guestWords[kind] }))}
        />
        <Checkboxes
          id="guest-shows"
          name="shows"
          label="They see what was reported, and also"
          values={(typed?.shows ?? '').split('\n')}
          choices={guestShows.map((show) => ({ value: show, label: showWords[show] }))}
        />
        <Actions>
          <Button>Make an invitation</Button>
        </Actions>
      </Form>
    </More>
  )
}

export async function inviteGuest(visit: Visit): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['once', 'name', 'kind'], lists: ['shows'] })
  if (form instanceof Response) return form
  if (visit.member === null) return notFound(visit)
  const { once, name = '', kind = '', shows = '' } = form.fields
  const chosen = guestKinds.find((one) => one === kind)
  const problems: Problem[] = [
    ...(filled(name) && name.length <= 200 ? [] : [{ field: 'name', text: 'Give a name, of 200 characters at most.' }]),
    ...(chosen === undefined ? [{ field: 'kind', text: 'Choose who they are.' }] : []),
  ]
  if (chosen === undefined || problems.length > 0) return showGuests(visit, { typed: form.fields, problems }, 422)
  const invited = await visit.desk.guests.invite(visit.member, visit.params.number ?? '', {
    id: commandId(once, 'invite', name),
    name: name.trim(),
    kind: chosen satisfies GuestKind,
    shows: guestShows.filter((show) => shows.split('\n').includes(show)),
  })
  if ('handOver' in invited) return showGuests(visit, { handOver: invited.handOver }, 201)
  if (invited.refused === 'no-such-case') return notFound(visit)
  return showGuests(visit, { typed: form.fields, problems: [{ field: 'name', text: invited.hint }] }, 409)
}

export const writeToGuest = (visit: Visit): Promise<Response> =>
  actOnGuest(visit, (form, id) => {
    const { person = '', text = '' } = form.fields
    return filled(text)
      ? { type: 'WriteToGuest', id, person, text, files: [...form.files] }
      : { field: 'text', text: 'Write a few words first.' }
  })

export const removeGuest = (visit: Visit): Promise<Response> =>
  actOnGuest(visit, ({ fields: { person = '' } }, id) => ({ type: 'RemoveGuest', id, person }))

async function actOnGuest(visit: Visit, command: (form: PageForm, id: string) => Command | Problem): Promise<Response> {
  const form = await readPageForm(visit, { fields: ['once', 'person', 'text'], files: 'files' })
  if (form instanceof Response) return form
  if (visit.member === null) return notFound(visit)
  const again = (problem: Problem, status: number) =>
    showGuests(visit, { typed: form.fields, problems: [problem] }, status)
  if (form.noRoom) return again({ ...noRoom(form.noRoom), field: 'text' }, 503)
  if (form.tooLarge !== null) return again({ ...tooLarge(visit, form.tooLarge), field: 'text' }, 413)
  const { once, person, text } = form.fields
  const given = command(form, commandId(once, person, text))
  if (!('type' in given)) return again(given, 422)
  const number = visit.params.number ?? ''
  const done = await visit.desk.handle(visit.member, number, given)
  if ('done' in done) return seeOther(`/desk/cases/${number}/guests`)
  return done.refused === 'no-such-case' ? notFound(visit) : again({ field: 'text', text: done.hint }, 409)
}
