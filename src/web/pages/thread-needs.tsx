import type { FileRef } from '../../case/event.ts'
import type { Need } from '../../case/view.ts'
import { Markdown } from '../markdown.tsx'
import { Actions, Button } from '../ui/button.tsx'
import { Definitions } from '../ui/definition.tsx'
import { FileList } from '../ui/file-list.tsx'
import { Form } from '../ui/form.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { Section } from '../ui/section.tsx'
import { Day } from '../ui/time.tsx'
import { Moment } from './moment.tsx'
import { CreditForm } from './thread-credit.tsx'
import { FilesOf, TextOf } from './thread-fields.tsx'
import { hiddenOf, type ThreadState } from './thread-state.ts'

/** What we need from the reporter, on top of everything else. Nobody is stopped by a silence. */
export function Needs({ state }: { state: ThreadState }) {
  const { needs } = state.thread.view
  if (needs.length === 0) return null
  return (
    <Section
      title={needs.every(({ need }) => need === 'decline-answer') ? 'What you can do' : 'What we need from you'}
      id="needs"
    >
      {needs.map((need) => (
        <NeedCard key={need.need} need={need} state={state} />
      ))}
    </Section>
  )
}

function NeedCard({ need, state }: { need: Need; state: ThreadState }) {
  switch (need.need) {
    case 'information':
      return <Question need={need} state={state} />
    case 'test-fix':
      return <FixToTest need={need} state={state} />
    case 'credit':
      return (
        <Section level={3} card title="May we name you?">
          {need.text !== null && <Markdown text={need.text} by="person" headings={4} />}
          {state.thread.view.advisory !== null && (
            <p>
              The advisory is published already, so far without your name. What you choose here is brought into its next
              revision; you need not hurry.
            </p>
          )}
          <CreditForm state={state} />
        </Section>
      )
    case 'embargo':
      return <DateProposed until={need.until} state={state} />
    case 'decline-answer':
      return <AnswerDecline until={need.until} state={state} />
  }
}

function Question({ need, state }: { need: Extract<Need, { need: 'information' }>; state: ThreadState }) {
  return (
    <Section level={3} card title="A question">
      <Markdown text={need.text} by="person" headings={4} />
      <Form action="/thread/information" files hidden={hiddenOf(state)} label="Answer the question">
        <TextOf state={state} form="information" label="Your answer" required />
        <FilesOf state={state} form="information" />
        <Actions>
          <Button kind="primary">Send the answer to the team</Button>
        </Actions>
      </Form>
    </Section>
  )
}

function FixToTest({ need, state }: { need: Extract<Need, { need: 'test-fix' }>; state: ThreadState }) {
  return (
    <Section level={3} card title="A fix to test">
      <Markdown text={need.text} by="person" headings={4} />
      <Definitions
        items={[
          { term: 'Version', detail: need.version !== null && <PersonText text={need.version} /> },
          { term: 'Image', detail: need.image !== null && <code dir="ltr">{need.image}</code> },
        ].map(({ term, detail }) => ({ term, detail: detail === false ? null : detail }))}
      />
      <Downloads files={need.files} label="Files of the fix" />
      {need.until !== null && (
        <p>
          If you cannot test it by <Day at={need.until} weekday />, that is all right: the team may then confirm it.
        </p>
      )}
      <Form action="/thread/verify" files hidden={hiddenOf(state)} label="Say whether the fix holds">
        <TextOf
          state={state}
          form="verify"
          label="What you saw"
          hint="Needed where it does not hold; otherwise as you like."
          rows={4}
        />
        <FilesOf state={state} form="verify" />
        <Actions>
          <Button kind="primary" name="holds" value="yes">
            It holds
          </Button>
          <Button name="holds" value="no">
            It does not hold
          </Button>
        </Actions>
      </Form>
    </Section>
  )
}

function DateProposed({ until, state }: { until: number; state: ThreadState }) {
  return (
    <Section level={3} card title="A date is proposed">
      <p>
        The team proposes: nothing public before <Moment at={until} />.
      </p>
      <Form action="/thread/embargo" hidden={hiddenOf(state)} label="Answer the proposal">
        <TextOf state={state} form="embargo" label="A word about it (optional)" rows={3} />
        <Actions>
          <Button kind="primary" name="do" value="accept">
            Agree
          </Button>
          <Button name="do" value="reject">
            Do not agree
          </Button>
        </Actions>
      </Form>
    </Section>
  )
}

function AnswerDecline({ until, state }: { until: number; state: ThreadState }) {
  return (
    <Section level={3} card title="You may answer">
      <p>
        If you see it differently, say why until <Day at={until} weekday />: then the team reviews your report once
        more. This is possible once.
      </p>
      <Form action="/thread/decline-answer" files hidden={hiddenOf(state)} label="Answer the decline">
        <TextOf state={state} form="decline-answer" label="Your answer" required />
        <FilesOf state={state} form="decline-answer" />
        <Actions>
          <Button>Send the answer to the team</Button>
        </Actions>
      </Form>
    </Section>
  )
}

export function Downloads({ files, label }: { files: readonly FileRef[]; label: string }) {
  return (
    <FileList
      label={label}
      files={files.map(({ id, name, size, sha256 }) => ({
        name,
        size,
        sha256,
        href: `/thread/files/${encodeURIComponent(id)}`,
      }))}
    />
  )
}
