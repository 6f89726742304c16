import type { Visit } from '../../route.ts'
import { Actions, ButtonLink } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { BeforePublicShort } from './before-public.tsx'
import { NotWritten } from './not-written.tsx'
import { PracticeCard } from './practice.tsx'

/** What a new desk shows above its inbox, each part until it is done. */
export async function FirstHour({ visit }: { visit: Visit }) {
  const lead = visit.member?.role === 'lead'
  if (!visit.desk.firstRun.done()) return <Nameless lead={lead} />
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
