import type { ComponentChildren } from 'preact'

/** The first screen for somebody who has found something: what this is, and the door. */
export function Hero(props: { title: ComponentChildren; lead?: ComponentChildren; actions?: ComponentChildren }) {
  return (
    <div class="hero">
      <h1>{props.title}</h1>
      {props.lead !== undefined && <div class="hero-lead">{props.lead}</div>}
      {props.actions !== undefined && <div class="actions">{props.actions}</div>}
    </div>
  )
}
