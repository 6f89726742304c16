import type { Visit } from '../route.ts'
import { Notice } from '../ui/notice.tsx'
import { useMessages } from './messages/languages.ts'

export const feedPath = (token: string): string => `/news/${token}`

/** The address of an unlisted feed, where it is shown: after it was made. */
export function FeedAddress({ visit, token }: { visit: Visit; token: string }) {
  const { told: m } = useMessages().thread
  return (
    <Notice kind="ok" title={m.feedOnce}>
      <p dir="ltr" translate={false}>
        <code>{`${visit.origin}${feedPath(token)}`}</code>
      </p>
      <p>{m.feedKeep}</p>
    </Notice>
  )
}
