import type { ComponentChildren } from 'preact'
import { useUiWords } from './words.ts'

/** What every field of a form has. The id is the name unless the page has two fields of that name. */
export interface FieldProps {
  name: string
  label: ComponentChildren
  id?: string
  hint?: ComponentChildren
  /** A sentence that says what to do, not what is wrong with the person. */
  error?: string
  required?: boolean
  /** The key that leads into it, on pages with keys. */
  keys?: string | undefined
}

/** The label above, hint and error between, the control below; all tied together for people who hear the page. */
export function Field(props: { field: FieldProps; children: ComponentChildren }) {
  const { field } = props
  const id = fieldId(field)
  return (
    <div class={field.error === undefined ? 'field' : 'field wrong'}>
      <label for={id}>
        {field.label}
        <Optional required={field.required} />
      </label>
      <HintAndError field={field} />
      {props.children}
    </div>
  )
}

/** Most fields of a report are optional, so the few that are required say so. */
export function Optional({ required }: { required?: boolean }) {
  const { required: word } = useUiWords()
  return required ? <span class="required"> {word}</span> : null
}

export function HintAndError({ field }: { field: FieldProps }) {
  const id = fieldId(field)
  const { error } = useUiWords()
  return (
    <>
      {field.hint !== undefined && (
        <div class="hint" id={`${id}-hint`}>
          {field.hint}
        </div>
      )}
      {field.error !== undefined && (
        <p class="error" id={`${id}-error`}>
          <span class="hear">{error} </span>
          {field.error}
        </p>
      )}
    </>
  )
}

export function fieldId(field: FieldProps): string {
  return field.id ?? field.name
}

/** Names hint and error for `aria-describedby`. */
export function describedBy(field: FieldProps): string | undefined {
  const id = fieldId(field)
  const parts = [field.hint !== undefined && `${id}-hint`, field.error !== undefined && `${id}-error`].filter(Boolean)
  return parts.length > 0 ? parts.join(' ') : undefined
}
