import type { BrokenGlass } from '../../../team/glass.ts'
import { Checkboxes, Radios } from '../../ui/choice.tsx'
import { More } from '../../ui/more.tsx'
import { PersonText } from '../../ui/person-text.tsx'
import { Section } from '../../ui/section.tsx'
import { Time } from '../../ui/time.tsx'
import { ActForm } from './act-form.tsx'
import { type CaseState, errorOf, idOf, may, nameOf, typedIn } from './case-state.ts'

/** Need-to-know: who of the team sees this case. */
export function Access({ state }: { state: CaseState }) {
  const { access } = state.found.view.case
  if (access === null && !may(state, 'SetAccess')) return null
  return (
    <Section card title="Who sees this case" id="access">
      <p>{access === null ? 'The whole team.' : `Only ${access.map((member) => nameOf(state, member)).join(', ')}.`}</p>
      {access !== null && state.glass.map((one) => <Glass key={one.request} state={state} one={one} />)}
      {may(state, 'SetAccess') && <AccessForm state={state} />}
    </Section>
  )
}

/** Who let themselves in for a while, with whose word. Why stands where it was asked for, as long as it is open. */
function Glass({ state, one }: { state: CaseState; one: BrokenGlass }) {
  return (
    <p>
      The glass was broken: <PersonText text={nameOf(state, one.by)} /> may read it from <Time at={one.from} /> until{' '}
      <Time at={one.until} />, agreed to by{' '}
      {one.agreedBy === null ? 'the console' : <PersonText text={nameOf(state, one.agreedBy)} />}.
    </p>
  )
}

function AccessForm({ state }: { state: CaseState }) {
  const at = { state, form: 'SetAccess' } as const
  const { access } = state.found.view.case
  const team = state.members.filter((member) => member.state === 'active')
  const typed = typedIn(at, 'members')
  const chosen = typed === '' ? (access ?? [state.visit.member?.member ?? '']) : typed.split('\n')
  return (
    <More
      summary="Change who sees it"
      id={idOf('SetAccess', 'more')}
      open={errorOf(at, 'form') !== undefined || errorOf(at, 'members') !== undefined}
    >
      <ActForm at={at} label="Who sees this case" button="Save">
        <Radios
          id={idOf('SetAccess', 'sees')}
          name="sees"
          label="Seen by"
          value={typedIn(at, 'sees', access === null ? 'team' : 'named')}
          choices={[
            { value: 'team', label: 'The whole team' },
            {
              value: 'named',
              label: 'Only the members named below',
              hint: 'For everybody else it is as if it did not exist: no list, search or notice shows it. At least one of them is a lead.',
            },
          ]}
        />
        <Checkboxes
          id={idOf('SetAccess', 'members')}
          name="members"
          label="Members"
          values={chosen}
          error={errorOf(at, 'members')}
          choices={team.map(({ id, name, role }) => ({ value: id, label: role === 'lead' ? `${name} (lead)` : name }))}
        />
      </ActForm>
    </More>
  )
}
