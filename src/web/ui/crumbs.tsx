import type { ComponentChildren } from 'preact'
import { Link } from './link.tsx'

/** The way back up. The page itself is the last one and leads nowhere. */
export function Crumbs(props: {
  items: readonly { href: string; label: ComponentChildren }[]
  here: ComponentChildren
}) {
  return (
    <nav class="crumbs" aria-label="You are here">
      <ol>
        {props.items.map((item) => (
          <li key={item.href}>
            <Link href={item.href}>{item.label}</Link>
          </li>
        ))}
        <li aria-current="page">{props.here}</li>
      </ol>
    </nav>
  )
}
