import type { ComponentChildren } from 'preact'
import { inUnits } from '../../limits.ts'
import { FileField, TextArea } from '../ui/text-field.tsx'
import { useMessages } from './messages/languages.ts'
import { filled } from './messages/said.tsx'
import { errorOf, type FormName, idOf, type ThreadState, typedIn } from './thread-state.ts'

/** A text of the thread, with what was typed before where it could not be sent. */
export function TextOf(props: {
  state: ThreadState
  form: FormName
  label: string
  hint?: ComponentChildren
  rows?: number
  required?: boolean
}) {
  const { state, form } = props
  return (
    <TextArea
      id={idOf(form, 'text')}
      name="text"
      label={props.label}
      hint={props.hint}
      rows={props.rows ?? 6}
      required={props.required}
      value={typedIn(state, form, 'text')}
      error={errorOf(state, form, 'text')}
    />
  )
}

export function FilesOf({ state, form }: { state: ThreadState; form: FormName }) {
  const { thread: m } = useMessages()
  const { limits } = state.visit.config
  return (
    <FileField
      id={idOf(form, 'files')}
      name="files"
      label={m.files}
      multiple
      hint={filled(m.filesHint, { size: inUnits(limits.fileSize) })}
      error={errorOf(state, form, 'files')}
    />
  )
}
