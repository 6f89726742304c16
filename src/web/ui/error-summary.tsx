import { Jump } from './link.tsx'
import { useUiWords } from './words.ts'

export interface FieldError {
  /** The id of the field, to which its line leads. */
  readonly id: string
  readonly text: string
}

/** Everything that keeps a form from going out, above the form. The page opens here without any script. */
export function ErrorSummary(props: { errors: readonly FieldError[]; title?: string }) {
  const { notSent } = useUiWords()
  if (props.errors.length === 0) return null
  return (
    <div class="error-summary" role="alert" aria-labelledby="error-summary-title" tabindex={-1} autofocus>
      <h2 id="error-summary-title">{props.title ?? notSent}</h2>
      <ul>
        {props.errors.map((error) => (
          <li key={error.id}>
            <Jump to={error.id}>{error.text}</Jump>
          </li>
        ))}
      </ul>
    </div>
  )
}
