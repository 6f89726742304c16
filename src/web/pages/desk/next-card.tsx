import type { CommandType } from '../../../case/command.ts'
import type { Next } from '../../../case/view.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { More } from '../../ui/more.tsx'
import { actForms } from './act-forms.ts'
import { actOf, type CaseState, casePath, isBegun, may } from './case-state.ts'
import { shortDay } from './moment-text.ts'
import { optionalSteps } from './review-forms.tsx'
import { actWords } from './words.ts'

/** The one thing to do next, by when, and its form. */
export function NextCard({ state }: { state: CaseState }) {
  const { next } = state.found.view
  return (
    <section
      class={next.overdue && next.who === 'team' ? 'section card next late-card' : 'section card next'}
      id="next"
    >
      <h2>
        <NextTitle state={state} next={next} />
      </h2>
      <NextAct state={state} next={next} />
      <Instead state={state} />
    </section>
  )
}

function NextTitle({ state, next }: { state: CaseState; next: Next }) {
  const { what, who, due, overdue } = next
  const now = state.visit.desk.now()
  const day =
    due === null
      ? ''
      : overdue
        ? ` (overdue since ${shortDay(due, now)})`
        : who === 'team'
          ? ` (due ${shortDay(due, now)})`
          : ` (until ${shortDay(due, now)})`
  if (next.command === null) return <>Nothing more to do</>
  return (
    <>{`${who === 'reporter' ? 'Waiting for the reporter' : who === 'nobody' ? 'Waiting' : 'Next'}: ${what}${day}`}</>
  )
}

/** These are not decided in passing: their pages show first what they do. */
const elsewhere: ReadonlyMap<CommandType, { readonly path: string; readonly label: string }> = new Map([
  ['PublishAdvisory', { path: '/publish', label: 'Look at it and publish' }],
  ['ReleaseAndPublish', { path: '/publish', label: 'Look at it, release and publish' }],
  ['ScheduleAdvisory', { path: '/publish', label: 'Look at it and schedule' }],
] as const)

function NextAct({ state, next }: { state: CaseState; next: Next }) {
  const { command, who } = next
  if (command === null)
    return (
      <p>
        This case is at its end.{' '}
        {may(state, 'SendMessage')
          ? 'You can still read it, write to the reporter and add notes.'
          : 'You can still read it and add notes.'}
      </p>
    )
  if (who === 'reporter')
    return <p>You need not wait in silence: write to them, or go on with what is possible below.</p>
  const page = elsewhere.get(command)
  if (page !== undefined) return <Look state={state} path={page.path} label={page.label} waits={who === 'nobody'} />
  const Form = actForms.get(command)
  if (command === 'SendMessage') return <p>Write to the reporter below the thread.</p>
  if (Form === undefined || !may(state, command)) return null
  return <Form at={{ state, form: command }} main />
}

function Look({ state, path, label, waits }: { state: CaseState; path: string; label: string; waits: boolean }) {
  return (
    <>
      <p>{waits ? meanwhile(state) : 'You see first what becomes public, what later, and what never.'}</p>
      <div class="actions">
        <ButtonLink href={casePath(state, waits ? '/advisory' : path)} kind="primary">
          {waits ? 'Write the advisory' : label}
        </ButtonLink>
        <ButtonLink href={casePath(state, waits ? path : '/advisory')}>
          {waits ? 'What becomes public' : 'Write the advisory'}
        </ButtonLink>
      </div>
    </>
  )
}

function meanwhile({ found }: CaseState): string {
  const { schedule, held } = found.view.case
  return schedule !== null && held === null
    ? 'It is planned. Whoever changes the text now plans it again.'
    : 'Until then the advisory can be written, looked at and scheduled.'
}

/** What else the same look at the case may lead to. Closing a report well is the most frequent act of all. */
function Instead({ state }: { state: CaseState }) {
  const others = insteadOf(state)
  if (others.length === 0) return null
  return (
    <div class="stack">
      {others.map((command) => (
        <OneAct key={command} state={state} command={command} />
      ))}
    </div>
  )
}

const alternatives: ReadonlyMap<CommandType, readonly CommandType[]> = new Map<CommandType, readonly CommandType[]>([
  ['AcceptReport', ['RequestInformation', 'DeclineReport', 'ConfirmReproduction']],
  ['ConfirmReproduction', ['RequestInformation', 'DeclineReport']],
  ['OfferFix', ['SkipStep']],
  ['VerifyFix', ['OfferFix']],
  ['RequestCve', ['RefuseCve', 'SkipStep']],
  ['RecordCve', ['RefuseCve']],
])

export const insteadOf = (state: CaseState): readonly CommandType[] =>
  (alternatives.get(mainCommand(state) ?? 'AddNote') ?? []).filter(
    (command) => isOffered(state, command) && may(state, command),
  )

export function OneAct({ state, command }: { state: CaseState; command: CommandType }) {
  const Form = actForms.get(command)
  if (Form === undefined) return null
  const at = { state, form: command }
  return (
    <More summary={actWords[command]} open={isBegun(at)} id={`more-${command}`}>
      <Form at={at} />
    </More>
  )
}

/** Left out where it never makes sense here: nobody to write to, no step to skip, no other policy to adopt. */
export function isOffered(state: CaseState, command: CommandType): boolean {
  const act = actOf(state, command)
  if (act === undefined || act.refused === 'no-reporter') return false
  if (command === 'SkipStep') return optionalSteps(state.found.view.steps).length > 0
  if (command === 'AdoptPolicy') return state.found.newerPolicy
  return true
}

/** The command whose form stands in the card, so that no page has it twice. */
export const mainCommand = ({ found }: CaseState): CommandType | null => {
  const { command, who } = found.view.next
  return who === 'team' ? command : null
}
