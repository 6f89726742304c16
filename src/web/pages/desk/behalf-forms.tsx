import { mayDo } from '../../../case/allowed.ts'
import type { CommandType } from '../../../case/command.ts'
import type { Door } from '../../../case/event.ts'
import { Button } from '../../ui/button.tsx'
import { Select } from '../../ui/choice.tsx'
import { More } from '../../ui/more.tsx'
import { CreditWish } from '../credit-wish.tsx'
import { ActForm, FilesOf, LinesOf, MomentOf } from './act-form.tsx'
import { type CaseState, errorOf, type FormAt, idOf, isRefused, typedIn } from './case-state.ts'
import { doorWords } from './words.ts'

const commands = [
  'AddInformation',
  'SendMessage',
  'VerifyFix',
  'ChooseCredit',
  'ProposeEmbargo',
  'AcceptEmbargo',
  'RejectEmbargo',
  'AnswerDecline',
  'WithdrawReport',
] as const satisfies readonly CommandType[]

/** What a reporter could say now, for a member who heard it elsewhere. The rules are asked for the reporter's side. */
export function sayable(state: CaseState): readonly (typeof commands)[number][] {
  const { member } = state.visit
  const { view, policy } = state.found
  if (member === null || view.case.reporter === null) return []
  const ctx = { now: state.visit.desk.now(), policy }
  return commands.filter((command) => mayDo(view.case, command, member, ctx, 'reporter') === null)
}

/** Words of the reporter that reached the team another way. Each goes in with where it was said and the words themselves. */
export function BehalfForms({ state }: { state: CaseState }) {
  return (
    <>
      {sayable(state).map((command) => {
        const at: FormAt = { state, form: `behalf-${command}` }
        return (
          <More key={command} summary={titles[command]} open={isRefused(at)} id={`more-${at.form}`}>
            <ActForm
              at={at}
              label={`${titles[command]}, for the reporter`}
              files={withFiles.has(command)}
              button="Enter it for the reporter"
              buttons={buttons(command)}
            >
              <Own at={at} command={command} />
              <Evidence at={at} />
            </ActForm>
          </More>
        )
      })}
    </>
  )
}

const titles: Readonly<Record<(typeof commands)[number], string>> = {
  AddInformation: 'Their answer to our question',
  SendMessage: 'A message of theirs',
  VerifyFix: 'What they say of the fix',
  ChooseCredit: 'Their wish for credit',
  ProposeEmbargo: 'A date they propose',
  AcceptEmbargo: 'They agree to our date',
  RejectEmbargo: 'They turn our date down',
  AnswerDecline: 'Their answer to the decline',
  WithdrawReport: 'They withdraw the report',
}
const withFiles: ReadonlySet<CommandType> = new Set<CommandType>([
  'AddInformation',
  'SendMessage',
  'VerifyFix',
  'AnswerDecline',
])

function buttons(command: CommandType) {
  if (command !== 'VerifyFix') return undefined
  return (
    <>
      <Button name="holds" value="yes">
        They say it holds
      </Button>
      <Button name="holds" value="no">
        They say it does not hold
      </Button>
    </>
  )
}

function Own({ at, command }: { at: FormAt; command: (typeof commands)[number] }) {
  switch (command) {
    case 'AcceptEmbargo':
      return null
    case 'ProposeEmbargo':
      return <MomentOf at={at} field="until" label="Nothing public before" required />
    case 'ChooseCredit':
      return <Wish at={at} />
    case 'RejectEmbargo':
      return <LinesOf at={at} label="Their words (optional)" rows={3} />
    case 'VerifyFix':
      return (
        <>
          <LinesOf at={at} label="What they saw" rows={3} />
          <FilesOf at={at} />
        </>
      )
    default:
      return (
        <>
          <LinesOf at={at} label="Their words, as they said them" required />
          {withFiles.has(command) && <FilesOf at={at} />}
        </>
      )
  }
}

/** An anonymous report never gets a name by somebody else's hand: the rules refuse it, and this says so beforehand. */
function Wish({ at }: { at: FormAt }) {
  const problems = at.state.refused?.form === at.form ? at.state.refused.problems : []
  return (
    <>
      <CreditWish
        typed={{
          credit: typedIn(at, 'credit'),
          creditName: typedIn(at, 'creditName'),
          creditUrl: typedIn(at, 'creditUrl'),
        }}
        problems={problems}
        later={false}
      />
      <p class="hint">Whoever chose to stay without a name can only take one up by themselves.</p>
    </>
  )
}

const channels: readonly Door[] = ['email', 'github', 'matrix', 'discord', 'phone', 'in-person', 'other']

function Evidence({ at }: { at: FormAt }) {
  return (
    <>
      <Select
        id={idOf(at.form, 'channel')}
        name="channel"
        label="Where they said it"
        value={typedIn(at, 'channel', 'email')}
        error={errorOf(at, 'channel')}
        options={channels.map((value) => ({ value, label: doorWords[value] }))}
      />
      <LinesOf
        at={at}
        field="evidence"
        label="Where that can be seen"
        required
        rows={3}
        hint="The words themselves, or the place where they stand. It is kept with the fact."
      />
    </>
  )
}
