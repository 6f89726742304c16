import { dayText } from '../ui/time.tsx'

/** A moment that was agreed on: "3 March 2027, 12:00 UTC". */
export function Moment({ at }: { at: number }) {
  const iso = new Date(at).toISOString()
  return (
    <time class="time" datetime={iso}>
      <bdi>{`${dayText(at)}, ${iso.slice(11, 16)} UTC`}</bdi>
    </time>
  )
}
