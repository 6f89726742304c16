import type { ComponentChildren } from 'preact'
import { questionTitles } from '../../../../case/canned.ts'
import type { CommandType } from '../../../../case/command.ts'
import type { DeclineReason } from '../../../../case/event.ts'
import { questionFor } from '../../../../case/flags.ts'
import { answerWith } from '../../../../case/not-a-vulnerability.ts'
import type { TriageCase } from '../../../../desk/triage.ts'
import { Actions, Button, KeyHint } from '../../../ui/button.tsx'
import { Select } from '../../../ui/choice.tsx'
import { Form } from '../../../ui/form.tsx'
import { TextArea, TextField } from '../../../ui/text-field.tsx'
import { comeAlong } from '../come-along.ts'
import { KeepButtons, KeptSince } from '../keep-draft.tsx'
import { type KeptForm, keptPath } from '../kept.ts'
import { declineWords } from '../words.ts'
import { questionNames, readyDecline, readyQuestion } from './act-words.ts'
import { hiddenOf, keptFor, type TriageAct, type TriageState } from './triage-state.ts'

interface Props {
  state: TriageState
  of: TriageCase
}

/** One act, then the next report. Whatever is sent waits a minute first. */
export function TriageActs({ state, of }: Props) {
  const may = (command: CommandType) => of.found.view.acts.some((act) => act.command === command && act.allowed)
  // Where the desk acknowledged it by itself, that step is done: the next one is the review.
  const first = of.found.view.next.command === 'AcknowledgeReceipt' ? 'acknowledge' : 'accept'
  return (
    <section class="card triage-acts" aria-label="What to do with it">
      {first === 'acknowledge' && <OnePress state={state} act="acknowledge" keys="a" main label="Acknowledge" />}
      {may('AcceptReport') && (
        <OnePress
          state={state}
          act="accept"
          keys={first === 'accept' ? 'a' : 'c'}
          main={first === 'accept'}
          label="Accept"
        />
      )}
      {may('RequestInformation') && <Ask state={state} of={of} />}
      {may('DeclineReport') && <Decline state={state} of={of} />}
      {may('DeclineReport') && <OnePress state={state} act="not-a-report" keys="n" label="Not a report" />}
      {first === 'accept' && may('AcknowledgeReceipt') && (
        <OnePress state={state} act="acknowledge" keys="t" label="Say a person has it" />
      )}
      <Take state={state} of={of} />
      <Assign state={state} of={of} />
      <Later state={state} />
    </section>
  )
}

function OnePress(props: { state: TriageState; act: TriageAct; keys: string; label: string; main?: boolean }) {
  const { state, act } = props
  return (
    <Form id={`act-${act}`} action="/desk/triage" hidden={hiddenOf(state, act)} label={props.label}>
      <Button kind={props.main ? 'primary' : 'secondary'} keys={props.keys}>
        {props.label}
      </Button>
    </Form>
  )
}

/** A form that unfolds where it stands. The key opens it and goes to its first field. */
function Unfolding(props: {
  act: TriageAct
  state: TriageState
  keys: string
  label: string
  children: ComponentChildren
}) {
  const kept = keptFor(props.state, props.act)
  const waits = kept !== null && kept.draftOf === undefined
  return (
    <details class={waits ? 'unfolding wanted' : 'unfolding'} id={`act-${props.act}`} open={kept !== null}>
      <summary class="button secondary" aria-keyshortcuts={props.keys}>
        {props.label} <KeyHint keys={props.keys} />
      </summary>
      <div class="unfolding-in">{props.children}</div>
    </details>
  )
}

const thanks = 'Thank you for your report. '

/** What the flags miss as one question; the usual one where nothing is flagged. */
function questionFrom({ visit }: TriageState, of: TriageCase): { name: string; text: string } {
  const names = [...new Set(of.flags.flatMap((flag) => questionFor[flag] ?? []))]
  const asked = questionNames.filter((name) => (names.length === 0 ? ['steps'] : names).includes(name))
  const text = asked
    .map((name) => readyQuestion(visit, of.found.number, name))
    .map((text, index) => (index > 0 && text.startsWith(thanks) ? text.slice(thanks.length) : text))
    .join('\n\n')
  return { name: asked.length === 1 ? (asked[0] ?? '') : '', text }
}

function Ask({ state, of }: Props) {
  const kept = keptFor(state, 'ask')
  const ready = questionFrom(state, of)
  const others = questionNames.filter((name) => name !== ready.name)
  return (
    <Unfolding act="ask" state={state} keys="q" label="Ask">
      <AskForm
        state={state}
        id="act-ask-text"
        name={ready.name}
        text={kept?.typed.text ?? ready.text}
        label="Question"
      />
      <h3>Other ready questions</h3>
      {others.map((name) => (
        <details key={name} name="question" class="more">
          <summary>{questionTitles[name]}</summary>
          <div class="more-in">
            <AskForm
              state={state}
              id={`ask-${name}`}
              name={name}
              text={readyQuestion(state.visit, of.found.number, name)}
              label={questionTitles[name]}
            />
          </div>
        </details>
      ))}
    </Unfolding>
  )
}

function AskForm(props: { state: TriageState; id: string; name: string; text: string; label: string }) {
  return (
    <Form
      action="/desk/triage"
      hidden={{ ...hiddenOf(props.state, 'ask'), canned: props.name }}
      label={`Ask: ${props.label}`}
      keep={keepFor(props.state, 'RequestInformation')}
    >
      <TextArea
        id={props.id}
        name="text"
        label={props.label}
        rows={6}
        required
        value={props.text}
        hint="The reporter reads this and can answer in private."
        error={problemOf(props.state, 'ask', 'text')}
      />
      <Actions>
        <Button kind="primary">Send the question</Button>
        <KeepButtons kept={draftFor(props.state, 'ask')} />
      </Actions>
      <KeptSince kept={draftFor(props.state, 'ask')} now={props.state.visit.desk.now()} />
    </Form>
  )
}

const keepFor = ({ of }: TriageState, form: KeptForm): string | undefined =>
  of === null ? undefined : keptPath(of.found.number, form)

/** What this member wrote here before and did not send. */
function draftFor(state: TriageState, act: TriageAct, reason?: DeclineReason) {
  const kept = keptFor(state, act)
  if (kept?.draftOf === undefined || (reason !== undefined && kept.typed.reason !== reason)) return undefined
  return { at: kept.draftOf, fields: {} }
}

const problemOf = (state: TriageState, act: TriageAct, field: string): string | undefined =>
  keptFor(state, act)?.problems.find((problem) => problem.field === field)?.text

/** In the order in which volunteers need them. A duplicate without a neighbour beside it is named by its number. */
const reasons: readonly DeclineReason[] = [
  'not-security',
  'not-reproducible',
  'out-of-scope',
  'file-in-public',
  'obsolete-product',
  'other-vendor',
  'duplicate',
  'conduct',
]

function Decline({ state, of }: Props) {
  const kept = keptFor(state, 'decline')
  const { policy } = state.visit.desk.policy()
  const matched = of.notHere.slice(0, 3)
  const rest = (policy.notAVulnerability ?? []).filter((entry) => !matched.includes(entry))
  return (
    <Unfolding act="decline" state={state} keys="d" label="Decline">
      {matched.map((entry, index) => (
        <OneDecline
          key={entry.title}
          state={state}
          id={`entry-${index + 1}`}
          title={`Not a vulnerability here: ${entry.title}`}
          reason="not-security"
          text={answerWith(entry)}
          open={index === 0 && kept === null}
        />
      ))}
      {reasons.map((reason) => (
        <OneDecline
          key={reason}
          state={state}
          id={reason}
          title={declineWords[reason]}
          reason={reason}
          text={
            kept?.typed.reason === reason ? (kept.typed.text ?? '') : readyDecline(state.visit, of.found.number, reason)
          }
          open={kept === null ? matched.length === 0 && reason === reasons[0] : kept.typed.reason === reason}
        />
      ))}
      {rest.length > 0 && (
        <Form
          action="/desk/triage"
          hidden={{ ...hiddenOf(state, 'decline'), reason: 'not-security' }}
          label="By your list"
        >
          <Select
            id="decline-entry"
            name="entry"
            label="Or with the words of your own list"
            options={rest.map(({ title }) => ({ value: title, label: title }))}
          />
          <Button>Decline with these words</Button>
        </Form>
      )}
    </Unfolding>
  )
}

function OneDecline(props: {
  state: TriageState
  id: string
  title: string
  reason: DeclineReason
  text: string
  open: boolean
}) {
  const { state, reason } = props
  const kept = keptFor(state, 'decline')
  return (
    <details name="reason" class="more" open={props.open}>
      <summary>{props.title}</summary>
      <div class="more-in">
        <Form
          action="/desk/triage"
          hidden={{ ...hiddenOf(state, 'decline'), reason }}
          label={`Decline: ${props.title}`}
          keep={keepFor(state, 'DeclineReport')}
        >
          {reason === 'duplicate' && (
            <TextField
              id="act-decline-duplicateOf"
              name="duplicateOf"
              label="Number of the main case"
              hint={state.of === null ? undefined : comeAlong(state.of.found.view.case)}
              width="short"
              required
              verbatim
              value={kept?.typed.duplicateOf}
              error={problemOf(state, 'decline', 'duplicateOf')}
            />
          )}
          <TextArea
            id={`decline-${props.id}`}
            name="text"
            label="What the reporter reads"
            rows={6}
            required
            value={props.text}
            hint="The reporter may answer once."
            error={kept?.typed.reason === reason ? problemOf(state, 'decline', 'text') : undefined}
          />
          <Actions>
            <Button kind="danger">Decline and tell the reporter</Button>
            <KeepButtons kept={draftFor(state, 'decline', reason)} />
          </Actions>
          <KeptSince kept={draftFor(state, 'decline', reason)} now={state.visit.desk.now()} />
        </Form>
      </div>
    </details>
  )
}

/** The most frequent assignment of all is a press. */
function Take({ state, of }: Props) {
  const me = state.visit.member?.member ?? ''
  if (of.found.view.case.assignee === me) return null
  return (
    <Form id="act-take" action="/desk/triage" hidden={{ ...hiddenOf(state, 'assign'), member: me }} label="Take it">
      <Button keys="m">Take it</Button>
    </Form>
  )
}

function Assign({ state, of }: Props) {
  const { assignee } = of.found.view.case
  const me = state.visit.member?.member ?? ''
  const team = state.members.filter(
    ({ state: is, role, id }) => is === 'active' && role !== 'observer' && id !== assignee,
  )
  if (team.length === 0) return null
  const mine = team.find(({ id }) => id === me)
  return (
    <Unfolding act="assign" state={state} keys="s" label="Assign">
      <Form action="/desk/triage" hidden={hiddenOf(state, 'assign')} label="Assign">
        <Select
          id="act-assign-member"
          name="member"
          label="Whose it is from now on"
          hint="The report stays new until somebody answers it, and stands among the new ones of whoever has it."
          value={mine?.id ?? team[0]?.id ?? ''}
          options={[
            ...(mine === undefined ? [] : [{ value: mine.id, label: `${mine.name} (you)` }]),
            ...team.filter(({ id }) => id !== me).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Actions>
          <Button kind="primary">Assign</Button>
        </Actions>
      </Form>
    </Unfolding>
  )
}

/** Goes on behind this one. It changes nothing: the report stays new, and comes again in the next round. */
function Later({ state }: { state: TriageState }) {
  return (
    <Form
      id="act-later"
      action="/desk/triage"
      method="get"
      hidden={state.place === null ? {} : { after: state.place }}
      label="Later"
    >
      <Button kind="quiet" keys="l">
        Later
      </Button>
    </Form>
  )
}
