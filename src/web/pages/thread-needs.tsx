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
import { useMessages } from './messages/languages.ts'
import { Said } from './messages/said.tsx'
import { Moment } from './moment.tsx'
import { CreditForm } from './thread-credit.tsx'
import { FilesOf, TextOf } from './thread-fields.tsx'
import { hiddenOf, type ThreadState } from './thread-state.ts'

/** What we need from the reporter, on top of everything else. Nobody is stopped by a silence. */
export function Needs({ state }: { state: ThreadState }) {
  const { needs: m } = useMessages().thread
  const { needs } = state.thread.view
  if (needs.length === 0) return null
  return (
    <Section title={needs.every(({ need }) => need === 'decline-answer') ? m.canDo : m.title} id="needs">
      {needs.map((need) => (
        <NeedCard key={need.need} need={need} state={state} />
      ))}
    </Section>
  )
}

function NeedCard({ need, state }: { need: Need; state: ThreadState }) {
  const { needs: m } = useMessages().thread
  switch (need.need) {
    case 'information':
      return <Question need={need} state={state} />
    case 'test-fix':
      return <FixToTest need={need} state={state} />
    case 'credit':
      return (
        <Section level={3} card title={m.nameYou}>
          {need.text !== null && <Markdown text={need.text} by="person" headings={4} />}
          {state.thread.view.advisory !== null && <p>{m.nameYouLate}</p>}
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
  const { needs: m } = useMessages().thread
  return (
    <Section level={3} card title={m.question}>
      <Markdown text={need.text} by="person" headings={4} />
      <Form action="/thread/information" files hidden={hiddenOf(state)} label={m.answerQuestion}>
        <TextOf state={state} form="information" label={m.yourAnswer} required />
        <FilesOf state={state} form="information" />
        <Actions>
          <Button kind="primary">{m.sendAnswer}</Button>
        </Actions>
      </Form>
    </Section>
  )
}

function FixToTest({ need, state }: { need: Extract<Need, { need: 'test-fix' }>; state: ThreadState }) {
  const { needs: m } = useMessages().thread
  return (
    <Section level={3} card title={m.fix}>
      <Markdown text={need.text} by="person" headings={4} />
      <Definitions
        items={[
          { term: m.version, detail: need.version !== null && <PersonText text={need.version} /> },
          { term: m.image, detail: need.image !== null && <code dir="ltr">{need.image}</code> },
        ].map(({ term, detail }) => ({ term, detail: detail === false ? null : detail }))}
      />
      <Downloads files={need.files} label={m.filesOfFix} />
      {need.until !== null && (
        <p>
          <Said text={m.fixUntil} day={<Day at={need.until} weekday />} />
        </p>
      )}
      <Form action="/thread/verify" files hidden={hiddenOf(state)} label={m.sayHolds}>
        <TextOf state={state} form="verify" label={m.saw} hint={m.sawHint} rows={4} />
        <FilesOf state={state} form="verify" />
        <Actions>
          <Button kind="primary" name="holds" value="yes">
            {m.holds}
          </Button>
          <Button name="holds" value="no">
            {m.holdsNot}
          </Button>
        </Actions>
      </Form>
    </Section>
  )
}

function DateProposed({ until, state }: { until: number; state: ThreadState }) {
  const { needs: m } = useMessages().thread
  return (
    <Section level={3} card title={m.date}>
      <p>
        <Said text={m.dateText} time={<Moment at={until} />} />
      </p>
      <Form action="/thread/embargo" hidden={hiddenOf(state)} label={m.answerDate}>
        <TextOf state={state} form="embargo" label={m.word} rows={3} />
        <Actions>
          <Button kind="primary" name="do" value="accept">
            {m.agree}
          </Button>
          <Button name="do" value="reject">
            {m.disagree}
          </Button>
        </Actions>
      </Form>
    </Section>
  )
}

function AnswerDecline({ until, state }: { until: number; state: ThreadState }) {
  const { needs: m } = useMessages().thread
  return (
    <Section level={3} card title={m.mayAnswer}>
      <p>
        <Said text={m.mayAnswerText} day={<Day at={until} weekday />} />
      </p>
      <Form action="/thread/decline-answer" files hidden={hiddenOf(state)} label={m.answerDecline}>
        <TextOf state={state} form="decline-answer" label={m.yourAnswer} required />
        <FilesOf state={state} form="decline-answer" />
        <Actions>
          <Button>{m.sendAnswer}</Button>
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
