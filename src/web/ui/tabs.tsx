import type { ComponentChildren } from 'preact'
import { Link } from './link.tsx'

export interface Tab {
  readonly href: string
  readonly label: ComponentChildren
  readonly current?: boolean
  readonly count?: number
}

/** Views of one thing beside each other. Each is an address of its own, so no script is needed. */
export function Tabs(props: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav class="tabs" aria-label={props.label}>
      <ul>
        {props.tabs.map((tab) => (
          <li key={tab.href}>
            <Link href={tab.href} current={tab.current ? 'page' : undefined}>
              {tab.label}
              {tab.count !== undefined && <bdi class="count">{tab.count}</bdi>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
