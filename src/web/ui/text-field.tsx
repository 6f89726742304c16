import { describedBy, Field, type FieldProps, fieldId } from './field.tsx'

export interface TextFieldProps extends FieldProps {
  /** What was typed before, shown again as it was. */
  value?: string
  type?: 'text' | 'email' | 'url' | 'search' | 'number' | 'date' | 'datetime-local'
  /** How long the expected answer is; the field is drawn that wide. */
  width?: 'short' | 'medium' | 'full'
  /** What a browser may fill in; off by default, since a shared browser remembers what was reported. */
  autocomplete?: string
  /** Never corrected, checked or capitalised on the way: codes and identifiers. */
  verbatim?: boolean
  max?: number
}

export function TextField(props: TextFieldProps) {
  return (
    <Field field={props}>
      <input
        id={fieldId(props)}
        name={props.name}
        // Preact's types tie each kind of input to its roles. None is given here, so one stands for all.
        type={(props.type ?? 'text') as 'text'}
        value={props.value}
        class={`input ${props.width ?? 'full'}${props.verbatim ? ' verbatim' : ''}`}
        dir={props.verbatim ? 'ltr' : 'auto'}
        maxlength={props.max}
        autocomplete={props.autocomplete ?? 'off'}
        autocapitalize={props.verbatim ? 'none' : undefined}
        spellcheck={props.verbatim ? false : undefined}
        required={props.required}
        aria-keyshortcuts={props.keys}
        aria-invalid={props.error !== undefined ? 'true' : undefined}
        aria-describedby={describedBy(props)}
      />
    </Field>
  )
}

export interface TextAreaProps extends FieldProps {
  value?: string
  rows?: number
  max?: number
  verbatim?: boolean
  /** To be copied from, not written in; never sent. */
  readonly?: boolean
  /** The script offers the names of the team here. */
  names?: boolean | undefined
}

export function TextArea(props: TextAreaProps) {
  return (
    <Field field={props}>
      <textarea
        id={fieldId(props)}
        name={props.readonly ? undefined : props.name}
        readonly={props.readonly}
        rows={props.rows ?? 6}
        class={props.verbatim ? 'input verbatim' : 'input'}
        dir={props.verbatim ? 'ltr' : 'auto'}
        maxlength={props.max}
        data-names={props.names ? '' : undefined}
        autocomplete="off"
        spellcheck={props.verbatim ? false : undefined}
        required={props.required}
        aria-keyshortcuts={props.keys}
        aria-invalid={props.error !== undefined ? 'true' : undefined}
        aria-describedby={describedBy(props)}
        value={startingWithItsOwnLineBreak(props.value)}
      />
    </Field>
  )
}

/** HTML drops a line break right after `<textarea>`; one more keeps the text as it was typed. */
function startingWithItsOwnLineBreak(value: string | undefined): string | undefined {
  return value?.startsWith('\n') || value?.startsWith('\r') ? `\n${value}` : value
}

export function FileField(props: FieldProps & { multiple?: boolean }) {
  return (
    <Field field={props}>
      <input
        id={fieldId(props)}
        name={props.name}
        type="file"
        class="input file"
        multiple={props.multiple}
        required={props.required}
        aria-invalid={props.error !== undefined ? 'true' : undefined}
        aria-describedby={describedBy(props)}
      />
    </Field>
  )
}
