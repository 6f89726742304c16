import type { ComponentChildren } from 'preact'
import { safeHref } from './safe-href.ts'

/** A form to a path of this desk. Every form that changes something carries its token among `hidden`. */
export function Form(props: {
  action: string
  children: ComponentChildren
  method?: 'post' | 'get'
  /** Set where the form has a file field. */
  files?: boolean
  hidden?: Readonly<Record<string, string>>
  id?: string
  /** Tells the forms of one page apart for people who hear it. */
  label?: string
  class?: string
  /** Where the script keeps what is being written. */
  keep?: string | undefined
}) {
  if (safeHref(props.action)?.own !== true) throw new Error('a form goes to a path of this desk')
  return (
    <form
      id={props.id}
      class={props.class}
      action={props.action}
      method={props.method ?? 'post'}
      enctype={props.files ? 'multipart/form-data' : undefined}
      aria-label={props.label}
      data-keep={props.keep}
      // Our own sentences beside each field say more than a browser's bubble, and nothing typed is lost on the way.
      novalidate
    >
      {Object.entries(props.hidden ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} autocomplete="off" />
      ))}
      {props.children}
    </form>
  )
}
