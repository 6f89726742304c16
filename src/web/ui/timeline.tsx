import type { ComponentChildren } from 'preact'
import { Time } from './time.tsx'

/** What happened, in order, for reading back later. */
export function Timeline(props: {
  label: string
  items: readonly { at: number; what: ComponentChildren; who?: ComponentChildren; ahead?: boolean }[]
  lang?: string
}) {
  return (
    <ol class="timeline" aria-label={props.label}>
      {props.items.map((item, index) => (
        <li key={index} class={item.ahead ? 'ahead' : undefined}>
          <Time at={item.at} lang={props.lang} />
          <div class="timeline-what">
            {item.what}
            {item.who !== undefined && <span class="timeline-who"> {item.who}</span>}
          </div>
        </li>
      ))}
    </ol>
  )
}
