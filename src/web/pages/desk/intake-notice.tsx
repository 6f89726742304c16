import type { VNode } from 'preact'
import type { Visit } from '../../route.ts'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Day } from '../../ui/time.tsx'
import { INTAKE } from './intake-page.tsx'

/** A pause is easily forgotten by those who made it. */
export async function intakeNotice(visit: Visit): Promise<VNode | null> {
  const intake = await visit.desk.intake.now()
  if (intake.state === 'open') return null
  return (
    <Notice
      kind="warn"
      title={
        <>
          Intake is paused until <Day at={intake.until} weekday />.
        </>
      }
    >
      <p>
        Only what is exploited now comes in. <Link href={INTAKE}>Look at the pause</Link>
      </p>
    </Notice>
  )
}
