import type { VNode } from 'preact'
import type { Visit } from '../../route.ts'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'

/** What the inbox has to say before any case: that nobody is told, or that something never arrived. */
export async function toldNotices(visit: Visit): Promise<VNode> {
  const { notices } = visit.house
  const [nobody, undelivered] = await Promise.all([notices.nobodyTold(), notices.undelivered()])
  return (
    <>
      {nobody && (
        <Notice kind="warn" title="Nobody is told when a report arrives.">
          <p>
            <Link href="/desk/notices">Choose how you want to be told</Link>
          </p>
        </Notice>
      )}
      {undelivered.length > 0 && (
        <Notice
          kind="warn"
          title={
            undelivered.length === 1
              ? 'Something could not be delivered.'
              : `${undelivered.length} things could not be delivered.`
          }
        >
          <p>
            <Link href="/desk/notices">Look at what it was</Link>
          </p>
        </Notice>
      )}
    </>
  )
}
