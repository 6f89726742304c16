import type { Visit } from '../route.ts'
import { Notice } from '../ui/notice.tsx'

export const feedPath = (token: string): string => `/news/${token}`

/** The address of an unlisted feed, where it is shown: after it was made. */
export function FeedAddress({ visit, token }: { visit: Visit; token: string }) {
  return (
    <Notice kind="ok" title="Your feed. Its address is shown only now.">
      <p dir="ltr" translate={false}>
        <code>{`${visit.origin}${feedPath(token)}`}</code>
      </p>
      <p>Put it into your feed reader, and give it to nobody else.</p>
    </Notice>
  )
}
