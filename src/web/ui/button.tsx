import type { ComponentChildren } from 'preact'
import { Link } from './link.tsx'

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger'

/** Sends the form it stands in. One primary button a page, where there is one thing to do next. */
export function Button(props: {
  children: ComponentChildren
  kind?: ButtonKind
  name?: string
  value?: string
  id?: string
  /** Another form of the page, by its id. */
  form?: string
  /** Where this button alone sends the form, a path of this desk. */
  action?: string
  /** Leaves the browser's own checks out, for "save as it is" and "back". */
  unchecked?: boolean
  /** Why this cannot be done now. The button stays visible, with the reason beside it. */
  refused?: string
  /** The key that presses it, on pages with a key map. Shown only where the script runs that listens to it. */
  keys?: string | undefined
}) {
  const button = (
    <button
      type="submit"
      class={`button ${props.kind ?? 'secondary'}`}
      id={props.id}
      form={props.form}
      name={props.name}
      value={props.value}
      formaction={props.action}
      formnovalidate={props.unchecked}
      disabled={props.refused !== undefined}
      aria-keyshortcuts={props.keys}
    >
      {props.children}
      <KeyHint keys={props.keys} />
    </button>
  )
  if (props.refused === undefined) return button
  return (
    <span class="refused">
      {button} <span class="refused-why">{props.refused}</span>
    </span>
  )
}

/** Which key does it: for the eye alone, since `aria-keyshortcuts` says it to everybody else. */
export const KeyHint = ({ keys }: { keys: string | undefined }) =>
  keys === undefined ? null : (
    <span class="key" aria-hidden="true">
      {keys.toUpperCase()}
    </span>
  )

/** A link that looks like a button, for going somewhere. It changes nothing. */
export function ButtonLink(props: { href: string; children: ComponentChildren; kind?: ButtonKind }) {
  return (
    <Link href={props.href} class={`button ${props.kind ?? 'secondary'}`}>
      {props.children}
    </Link>
  )
}

/** Buttons in a row; with `sticky`, always in reach at the lower edge of a long form. */
export function Actions(props: { children: ComponentChildren; sticky?: boolean }) {
  return <div class={props.sticky ? 'actions sticky' : 'actions'}>{props.children}</div>
}
