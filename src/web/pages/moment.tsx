import { commaIn, dayText } from '../ui/time.tsx'
import { useUiWords } from '../ui/words.ts'

/** A moment that was agreed on: "3 March 2027, 12:00 UTC". */
export function Moment({ at }: { at: number }) {
  const { lang } = useUiWords()
  const iso = new Date(at).toISOString()
  return (
    <time class="time" datetime={iso}>
      <bdi>{`${dayText(at, lang)}${commaIn(lang)} ${iso.slice(11, 16)} UTC`}</bdi>
    </time>
  )
}
