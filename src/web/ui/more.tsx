import type { ComponentChildren } from 'preact'

/** Folded away until someone wants it; works without scripts. Opens by itself where a field inside needs a look. */
export function More(props: {
  summary: ComponentChildren
  children: ComponentChildren
  hint?: string
  open?: boolean
  id?: string
  /** The key that unfolds it. */
  keys?: string
}) {
  return (
    <details class="more" open={props.open} id={props.id}>
      <summary aria-keyshortcuts={props.keys}>
        <span class="more-title">{props.summary}</span>
        {props.hint !== undefined && <span class="more-hint">{props.hint}</span>}
      </summary>
      <div class="more-in">{props.children}</div>
    </details>
  )
}
