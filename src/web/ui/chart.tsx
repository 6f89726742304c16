import type { ComponentChildren } from 'preact'

/** Bars with the same figures as a table, for eyes, ears and browsers that leave pictures out. */
export function Bars(props: {
  caption: ComponentChildren
  /** Heads of the two columns. */
  heads: readonly [string, string]
  bars: readonly { label: string; value: number; text?: string }[]
}) {
  const most = Math.max(1, ...props.bars.map((bar) => bar.value))
  return (
    <figure class="bars">
      <figcaption>{props.caption}</figcaption>
      <table class="bars-table">
        <thead>
          <tr>
            <th scope="col">{props.heads[0]}</th>
            <th scope="col">{props.heads[1]}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {props.bars.map((bar) => (
            <tr key={bar.label}>
              <th scope="row">
                <bdi>{bar.label}</bdi>
              </th>
              <td class="end">
                <bdi>{bar.text ?? bar.value}</bdi>
              </td>
              <td class="bar-cell">
                <Bar share={bar.value / most} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}

/** Drawn with attributes alone: the page forbids inline style. */
function Bar({ share }: { share: number }) {
  const length = Math.round(Math.max(0, Math.min(1, share)) * 1000) / 10
  return (
    <svg
      class="bar"
      viewBox="0 0 100 10"
      width="100%"
      height="14"
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      <rect class="bar-ground" x="0" y="0" width="100" height="10" />
      <rect class="bar-value" x="0" y="0" width={length} height="10" />
    </svg>
  )
}
