import type { Visit } from '../../route.ts'
import { Actions, ButtonLink } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { BeforePublicLine, BeforePublicShort } from './before-public.tsx'
import { NotWritten } from './not-written.tsx'
import { PracticeCard } from './practice.tsx'

/** What a new desk shows above its inbox, each part until it is done; in one line where there is work below it. */
export async function FirstHour({ visit, cases }: { visit: Visit; cases: number }) {
  const lead = visit.member?.role === 'lead'
  if (!visit.desk.firstRun.done()) return <Nameless lead={lead} />
  if (cases > few) return lead ? BeforePublicLine({ visit }) : null
  const [practice, list] = [await PracticeCard({ visit }), lead ? await BeforePublicShort({ visit }) : null]
  return (
    <>
      {lead && (await NotWritten({ visit }))}
      {(practice !== null || list !== null) && (
        <div class="first-hour">
          {practice}
          {list}
        </div>
      )}
    </>
  )
}

/** So many cases leave the first screen to the list of what comes first. */
const few = 5

const Nameless = ({ lead }: { lead: boolean }) => (
  <Notice kind="warn" title="This desk has no name yet.">
    <p>Until it has one, the first page says that it is being set up. Reports come in all the same.</p>
    {lead && (
      <Actions>
        <ButtonLink href="/desk/begin" kind="primary">
          Give it its name
        </ButtonLink>
      </Actions>
    )}
  </Notice>
)
