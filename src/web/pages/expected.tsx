import type { Expectation } from '../../desk/expectation.ts'
import { Day } from '../ui/time.tsx'
import { useMessages } from './messages/languages.ts'
import { Said } from './messages/said.tsx'

/** What usually happens here until a first answer, beside the promise itself, which the page says already. */
export function Expected({ of }: { of: Expectation | null }) {
  const { load: m } = useMessages()
  if (of === null) return null
  const { usualDays, longer, slower, pausedUntil, by } = of
  return (
    <>
      {pausedUntil !== null && (
        <p>
          <Said text={m.pausedThread} day={<Day at={pausedUntil} weekday />} />
        </p>
      )}
      {usualDays !== null && (
        <p>
          <Said text={(longer ? m.longer : m.usually)(usualDays)} day={<Day at={by} weekday />} />
        </p>
      )}
      {slower && <p>{m.slower}</p>}
    </>
  )
}
