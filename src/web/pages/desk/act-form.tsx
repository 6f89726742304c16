import type { ComponentChildren } from 'preact'
import { inUnits } from '../../../limits.ts'
import { Actions, Button } from '../../ui/button.tsx'
import { Form } from '../../ui/form.tsx'
import { FileField, TextArea, TextField } from '../../ui/text-field.tsx'
import { actPath, errorOf, type FormAt, hiddenOf, idOf, typedIn } from './case-state.ts'
import { KeepButtons, KeptSince } from './keep-draft.tsx'
import { isKept, keptPath } from './kept.ts'

/** One act as a form. It works without scripts, does once what is sent twice, and keeps what was typed. */
export function ActForm(props: {
  at: FormAt
  label: string
  button?: string
  /** The one thing to do next is drawn so. */
  main?: boolean
  danger?: boolean
  files?: boolean
  children?: ComponentChildren
  /** Instead of the one button. */
  buttons?: ComponentChildren
}) {
  const { at } = props
  const error = errorOf(at, 'form')
  return (
    <Form
      id={idOf(at.form, 'form')}
      action={actPath(at)}
      files={props.files}
      hidden={hiddenOf(at)}
      label={props.label}
      keep={isKept(at.form) ? keptPath(at.state.found.number, at.form) : undefined}
    >
      {error !== undefined && <p class="error">{error}</p>}
      {props.children}
      <Actions>
        {props.buttons ?? (
          <Button kind={props.main ? 'primary' : props.danger ? 'danger' : 'secondary'}>{props.button}</Button>
        )}
        {isKept(at.form) && <KeepButtons kept={at.state.kept.get(at.form)} />}
      </Actions>
      {isKept(at.form) && <KeptSince kept={at.state.kept.get(at.form)} now={at.state.visit.desk.now()} />}
    </Form>
  )
}

interface Asked {
  at: FormAt
  label: string
  field?: string
  hint?: ComponentChildren
  required?: boolean
  /** What stands there before anything was typed. */
  ready?: string
  /** The key that leads into it. */
  keys?: string
}

export function LinesOf(props: Asked & { rows?: number; verbatim?: boolean; names?: boolean }) {
  const { at, field = 'text' } = props
  return (
    <TextArea
      id={idOf(at.form, field)}
      name={field}
      label={props.label}
      hint={props.hint}
      rows={props.rows ?? 4}
      required={props.required}
      verbatim={props.verbatim}
      keys={props.keys}
      names={props.names}
      value={typedIn(at, field, props.ready)}
      error={errorOf(at, field)}
    />
  )
}

export function LineOf(
  props: Asked & {
    width?: 'short' | 'medium'
    type?: 'text' | 'url' | 'datetime-local'
    verbatim?: boolean
    max?: number
  },
) {
  const { at, field = 'text' } = props
  return (
    <TextField
      id={idOf(at.form, field)}
      name={field}
      label={props.label}
      hint={props.hint}
      width={props.width}
      type={props.type}
      required={props.required}
      verbatim={props.verbatim}
      max={props.max}
      value={typedIn(at, field, props.ready)}
      error={errorOf(at, field)}
    />
  )
}

/** Day and time. Browsers show them in their own way, so the label says which clock is meant. */
export function MomentOf(props: Asked) {
  return (
    <LineOf
      at={props.at}
      field={props.field}
      label={`${props.label} (UTC)`}
      hint={props.hint}
      required={props.required}
      ready={props.ready}
      type="datetime-local"
      width="medium"
    />
  )
}

export function FilesOf({ at, label = 'Files', hint }: { at: FormAt; label?: string; hint?: string }) {
  const { limits } = at.state.visit.config
  return (
    <FileField
      id={idOf(at.form, 'files')}
      name="files"
      label={label}
      multiple
      hint={`${hint === undefined ? '' : `${hint} `}Up to ${limits.filesPerMessage} at once, ${inUnits(limits.fileSize)} each.`}
      error={errorOf(at, 'files')}
    />
  )
}
