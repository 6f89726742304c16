import type { ComponentChildren } from 'preact'
import { describedBy, Field, type FieldProps, fieldId, HintAndError, Optional } from './field.tsx'

export interface Choice {
  readonly value: string
  readonly label: ComponentChildren
  readonly hint?: ComponentChildren
  /** Why it cannot be chosen now. */
  readonly refused?: string
  /** Further fields that belong to this choice, shown below it. Complete without scripts, so always there. */
  readonly more?: ComponentChildren
}

/** One of several, each with its own sentence. `row` puts short answers side by side. */
export function Radios(props: FieldProps & { choices: readonly Choice[]; value?: string; layout?: 'list' | 'row' }) {
  return (
    <Choices field={props} type="radio" choices={props.choices} chosen={[props.value ?? '']} layout={props.layout} />
  )
}

/** Any of several. */
export function Checkboxes(props: FieldProps & { choices: readonly Choice[]; values?: readonly string[] }) {
  return <Choices field={props} type="checkbox" choices={props.choices} chosen={props.values ?? []} />
}

function Choices(props: {
  field: FieldProps
  type: 'radio' | 'checkbox'
  choices: readonly Choice[]
  chosen: readonly string[]
  layout?: 'list' | 'row'
}) {
  const { field } = props
  const id = fieldId(field)
  return (
    <fieldset class={field.error === undefined ? 'field' : 'field wrong'} aria-describedby={describedBy(field)}>
      <legend>
        {field.label}
        <Optional required={field.required} />
      </legend>
      <HintAndError field={field} />
      <div class={props.layout === 'row' ? 'choices row' : 'choices'}>
        {props.choices.map((choice, index) => (
          <ChoiceLine
            key={choice.value}
            // The error summary leads to the field's own id: the first choice.
            id={index === 0 ? id : `${id}-${index + 1}`}
            name={field.name}
            type={props.type}
            choice={choice}
            checked={props.chosen.includes(choice.value)}
          />
        ))}
      </div>
    </fieldset>
  )
}

function ChoiceLine(props: { id: string; name: string; type: 'radio' | 'checkbox'; choice: Choice; checked: boolean }) {
  const { id, choice } = props
  const hint = choice.refused ?? choice.hint
  return (
    <div class="choice">
      <input
        id={id}
        type={props.type}
        name={props.name}
        value={choice.value}
        checked={props.checked}
        disabled={choice.refused !== undefined}
        aria-describedby={hint !== undefined ? `${id}-about` : undefined}
      />
      <label for={id}>{choice.label}</label>
      {hint !== undefined && (
        <div class="hint" id={`${id}-about`}>
          {hint}
        </div>
      )}
      {choice.more !== undefined && <div class="choice-more">{choice.more}</div>}
    </div>
  )
}

/** A single yes. Its value is `yes`. */
export function Checkbox(props: FieldProps & { checked?: boolean; value?: string }) {
  const id = fieldId(props)
  return (
    <div class={props.error === undefined ? 'field' : 'field wrong'}>
      <div class="choice">
        <input
          id={id}
          type="checkbox"
          name={props.name}
          value={props.value ?? 'yes'}
          checked={props.checked}
          required={props.required}
          aria-invalid={props.error !== undefined ? 'true' : undefined}
          aria-describedby={describedBy(props)}
        />
        <label for={id}>
          {props.label}
          <Optional required={props.required} />
        </label>
        <div class="choice-about">
          <HintAndError field={props} />
        </div>
      </div>
    </div>
  )
}

/** One of many short answers. */
export function Select(props: FieldProps & { options: readonly { value: string; label: string }[]; value?: string }) {
  return (
    <Field field={props}>
      <select
        id={fieldId(props)}
        name={props.name}
        class="input medium"
        required={props.required}
        aria-invalid={props.error !== undefined ? 'true' : undefined}
        aria-describedby={describedBy(props)}
      >
        {props.options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === (props.value ?? '')}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  )
}

/** Fields that belong together. */
export function FieldGroup(props: {
  legend: ComponentChildren
  hint?: ComponentChildren
  children: ComponentChildren
}) {
  return (
    <fieldset class="group">
      <legend>{props.legend}</legend>
      {props.hint !== undefined && <div class="hint">{props.hint}</div>}
      {props.children}
    </fieldset>
  )
}
