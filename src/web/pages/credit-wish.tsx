import type { Problem } from '../../desk/desk.ts'
import { Radios } from '../ui/choice.tsx'
import { TextField } from '../ui/text-field.tsx'
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
  const error = (field: string) => problems.find((problem) => problem.field === field)?.text
  return (
    <Radios
      name="credit"
      label="Credit"
      hint="Your choice alone. If you say nothing, nobody is named."
      error={error('credit')}
      value={typed.credit ?? ''}
      choices={[
        {
          value: 'named',
          label: 'Name me',
          hint: 'A member looks at it before it becomes public.',
          more: (
            <>
              <TextField
                name="creditName"
                label="Name as it is to appear"
                value={typed.creditName}
                error={error('creditName')}
                width="medium"
                max={200}
              />
              <TextField
                name="creditUrl"
                label="Link (optional)"
                type="url"
                value={typed.creditUrl}
                error={error('creditUrl')}
                hint="A page of yours that begins with https://"
                max={1_000}
              />
            </>
          ),
        },
        {
          value: 'anonymous',
          label: 'Without a name',
          hint: 'The advisory says that one person wished to stay unnamed.',
        },
        { value: 'none', label: 'Do not mention me at all' },
        ...(later
          ? [{ value: '', label: 'Decide later', hint: 'We ask you again before anything is published.' }]
          : []),
      ]}
    />
  )
}
