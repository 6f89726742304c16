import { Actions, ButtonLink } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { momentText } from '../../ui/time.tsx'
import { Blockers } from './blockers.tsx'
import { type CaseState, casePath, idOf, may } from './case-state.ts'

/** When the advisory is to be published, and at once whether it will be: on every page of its case. */
export function PlanNotice({ state, here }: { state: CaseState; here: string }) {
  const { view, planProblems } = state.found
  const { schedule, held } = view.case
  if (schedule === null) return null
  const when = `${momentText(schedule.publishAt)}, revision ${schedule.revision}`
  if (held !== null)
    return (
      <Notice kind="bad" title="The planned publication is on hold.">
        <p>{`It was planned: ${when}. ${held.text}`}</p>
        <Again state={state} here={here} />
      </Notice>
    )
  if (planProblems.length > 0)
    return (
      <Notice kind="warn" title={`Planned: ${when}. As things stand it will be held.`}>
        <Blockers state={state} problems={planProblems} />
        <Again state={state} here={here} />
      </Notice>
    )
  // Where nothing is wrong the plan is news on the page of the case alone; the publish page has it beside the lists.
  return here !== '' ? null : (
    <Notice title={`Planned: ${when}`}>
      <p>The desk publishes this very text then. If anything changes meanwhile, it says so here.</p>
      {may(state, 'CancelSchedule') && (
        <Actions>
          <ButtonLink href={casePath(state, '/publish')}>What becomes public</ButtonLink>
          <ButtonLink href={casePath(state, `/publish#${idOf('CancelSchedule', 'form')}`)} kind="quiet">
            Cancel the plan
          </ButtonLink>
        </Actions>
      )}
    </Notice>
  )
}

/** On the publish page itself the forms stand below. */
function Again({ state, here }: { state: CaseState; here: string }) {
  if (here === '/publish' || !may(state, 'ScheduleAdvisory')) return null
  return (
    <Actions>
      <ButtonLink href={casePath(state, '/publish')}>Look at it and plan it again</ButtonLink>
    </Actions>
  )
}
