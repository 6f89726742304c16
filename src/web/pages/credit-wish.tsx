import type { Problem } from '../../desk/desk.ts'
import { Radios } from '../ui/choice.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useMessages } from './messages/languages.ts'
import type { Typed } from './report-fields.ts'

/** Whether and how somebody is named. Asked in the report, and again in the thread. */
export function CreditWish({
  typed,
  problems,
  later = true,
}: {
  typed: Typed
  problems: readonly Problem[]
  later?: boolean
}) {
  const { credit: m } = useMessages()
  const error = (field: string) => problems.find((problem) => problem.field === field)?.text
  return (
    <Radios
      name="credit"
      label={m.label}
      hint={m.hint}
      error={error('credit')}
      value={typed.credit ?? ''}
      choices={[
        {
          value: 'named',
          label: m.named,
          hint: m.namedHint,
          more: (
            <>
              <TextField
                name="creditName"
                label={m.name}
                value={typed.creditName}
                error={error('creditName')}
                width="medium"
                max={200}
              />
              <TextField
                name="creditUrl"
                label={m.link}
                type="url"
                value={typed.creditUrl}
                error={error('creditUrl')}
                hint={m.linkHint}
                max={1_000}
              />
            </>
          ),
        },
        {
          value: 'anonymous',
          label: m.anonymous,
          hint: m.anonymousHint,
        },
        { value: 'none', label: m.none },
        ...(later ? [{ value: '', label: m.later, hint: m.laterHint }] : []),
      ]}
    />
  )
}
