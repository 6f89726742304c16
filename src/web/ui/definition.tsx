import type { ComponentChildren } from 'preact'

/** Names and what they stand for: version, severity, who, until when. Empty ones are left out. */
export function Definitions(props: {
  items: readonly { term: ComponentChildren; detail: ComponentChildren }[]
  /** Short facts side by side instead of below one another. */
  layout?: 'list' | 'row'
}) {
  const items = props.items.filter(
    ({ detail }) => detail !== undefined && detail !== null && detail !== false && detail !== '',
  )
  if (items.length === 0) return null
  return (
    <dl class={props.layout === 'row' ? 'facts row' : 'facts'}>
      {items.map(({ term, detail }, index) => (
        <div key={index}>
          <dt>{term}</dt>
          <dd>{detail}</dd>
        </div>
      ))}
    </dl>
  )
}
