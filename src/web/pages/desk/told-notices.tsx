import type { VNode } from 'preact'
import type { Visit } from '../../route.ts'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'

/** What the inbox has to say before any case, as long as it is so. */
export async function toldNotices(visit: Visit): Promise<VNode | null> {
  if (!(await visit.house.notices.nobodyTold())) return null
  return (
    <Notice kind="warn" title="Nobody is told when a report arrives.">
      <p>
        <Link href="/desk/notices">Choose how you want to be told</Link>
      </p>
    </Notice>
  )
}
