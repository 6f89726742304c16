import type { Paused } from '../../desk/intake-state.ts'
import { Markdown } from '../markdown.tsx'
import { Notice } from '../ui/notice.tsx'
import { Day } from '../ui/time.tsx'
import { useMessages } from './messages/languages.ts'
import { Said } from './messages/said.tsx'

/** Said before anybody types: until when, why, and which door stays open. `form`: the first box is on this page. */
export function PausedNotice({ paused, form = false }: { paused: Paused; form?: boolean }) {
  const { load: m } = useMessages()
  return (
    <Notice kind="warn" title={<Said text={m.paused} day={<Day at={paused.until} weekday />} />}>
      <Markdown text={paused.why} by="project" headings={3} />
      {paused.meanwhile !== '' && <Markdown text={paused.meanwhile} by="project" headings={3} />}
      <p>
        {m.pausedOpens} {m.pausedUrgent} {form && `${m.pausedTick} ${m.pausedBegan}`}
      </p>
    </Notice>
  )
}
