import { Checkboxes, Radios } from '../../ui/choice.tsx'
import { More } from '../../ui/more.tsx'
import { Section } from '../../ui/section.tsx'
import { ActForm } from './act-form.tsx'
import { type CaseState, errorOf, idOf, may, nameOf, typedIn } from './case-state.ts'

/** Need-to-know: who of the team sees this case. */
export function Access({ state }: { state: CaseState }) {
  const { access } = state.found.view.case
  if (access === null && !may(state, 'SetAccess')) return null
  return (
    <Section card title="Who sees this case" id="access">
      <p>{access === null ? 'The whole team.' : `Only ${access.map((member) => nameOf(state, member)).join(', ')}.`}</p>
      {may(state, 'SetAccess') && <AccessForm state={state} />}
    </Section>
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
