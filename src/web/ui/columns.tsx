import type { ComponentChildren } from 'preact'

export interface ColumnSet {
  readonly label: string
  readonly values: readonly [number, number]
}

/**
 * Two figures for each month, side by side. The table with the same numbers stands beside it, so the picture is for the
 * eye alone; drawn with attributes, because the page forbids inline style.
 */
export function Columns(props: {
  caption: ComponentChildren
  series: readonly [string, string]
  columns: readonly ColumnSet[]
}) {
  const { columns, series } = props
  const most = Math.max(1, ...columns.flatMap(({ values }) => values))
  const width = columns.length * step
  return (
    <figure class="columns">
      <figcaption>
        {props.caption}
        <span class="columns-key first">{series[0]}</span>
        <span class="columns-key second">{series[1]}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height + 1}`}
        width="100%"
        height="160"
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        <line class="columns-ground" x1="0" y1={height} x2={width} y2={height} />
        {columns.flatMap(({ values }, index) =>
          values.map((value, series) => (
            <Column key={`${index}-${series}`} x={index * step + 3 + series * 7} share={value / most} series={series} />
          )),
        )}
      </svg>
      <p class="columns-ends">
        <span>{columns[0]?.label}</span>
        <span>{columns.at(-1)?.label}</span>
      </p>
    </figure>
  )
}

const step = 20
const height = 100

function Column({ x, share, series }: { x: number; share: number; series: number }) {
  const tall = Math.round(share * height * 10) / 10
  return (
    <rect class={series === 0 ? 'columns-first' : 'columns-second'} x={x} y={height - tall} width="6" height={tall} />
  )
}
