import type { ComponentChildren } from 'preact'

export type BadgeKind = 'plain' | 'accent' | 'ok' | 'warn' | 'bad' | 'info'

/** A word or two about the thing beside it. */
export function Badge(props: { children: ComponentChildren; kind?: BadgeKind }) {
  return <span class={`badge ${props.kind ?? 'plain'}`}>{props.children}</span>
}
