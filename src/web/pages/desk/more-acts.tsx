import { byReporterOnly } from '../../../case/allowed.ts'
import type { CommandType } from '../../../case/command.ts'
import { Definitions } from '../../ui/definition.tsx'
import { More } from '../../ui/more.tsx'
import { Section } from '../../ui/section.tsx'
import { actForms } from './act-forms.ts'
import { BehalfForms, sayable } from './behalf-forms.tsx'
import { type CaseState, isBehalf, may } from './case-state.ts'
import { insteadOf, isOffered, mainCommand, OneAct } from './next-card.tsx'
import { actWords } from './words.ts'

/** Everything else that can be done now, folded; and what cannot, with the reason. */
export function MoreActs({ state }: { state: CaseState }) {
  const offered = [...actForms.keys()].filter(
    (command) => command !== mainCommand(state) && !insteadOf(state).includes(command) && isOffered(state, command),
  )
  const possible = offered.filter((command) => may(state, command))
  const others = state.found.view.acts.filter(
    (act) => !act.allowed && isNamed(act.command) && isOffered(state, act.command),
  )
  if (offered.length === 0 && others.length === 0) return null
  return (
    <Section title="More acts" id="more">
      <div class="stack">
        {possible.map((command) => (
          <OneAct key={command} state={state} command={command} />
        ))}
        {sayable(state).length > 0 && (
          <More
            summary="On the reporter’s behalf"
            hint="Said elsewhere, with evidence"
            open={state.refused !== null && isBehalf(state.refused.form)}
            id="more-behalf"
          >
            <div class="stack">
              <BehalfForms state={state} />
            </div>
          </More>
        )}
        {others.length > 0 && (
          <More summary="Not possible now" hint={`${others.length}, each with the reason`} id="more-not-now">
            <Definitions items={others.map(({ command, hint }) => ({ term: actWords[command], detail: hint }))} />
          </More>
        )}
      </div>
    </Section>
  )
}

/** What only a reporter's word counts for is offered on their behalf, or not at all. */
const isNamed = (command: CommandType): boolean => actWords[command] !== undefined && !byReporterOnly(command)
