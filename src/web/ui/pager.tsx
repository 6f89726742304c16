import { Link } from './link.tsx'

/** Onward through a long list. Lists page by cursor, so there are no page numbers to jump to. */
export function Pager(props: {
  label: string
  first?: string
  next?: string
  firstLabel?: string
  nextLabel?: string
}) {
  if (props.first === undefined && props.next === undefined) return null
  return (
    <nav class="pager" aria-label={props.label}>
      {props.first !== undefined && (
        <Link href={props.first} class="button quiet">
          {props.firstLabel ?? 'Back to the start'}
        </Link>
      )}
      {props.next !== undefined && (
        <Link href={props.next} class="button secondary">
          {props.nextLabel ?? 'Further'}
        </Link>
      )}
    </nav>
  )
}
