import type { Problem } from '../../desk/desk.ts'
import type { Visit } from '../route.ts'
import { Radios } from '../ui/choice.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useMessages } from './messages/languages.ts'
import type { Typed } from './report-fields.ts'

/** How somebody wants to hear that there is news. Only what works here is offered, and the code opens the thread in any case. */
export function TellWish({ visit, typed, problems }: { visit: Visit; typed: Typed; problems: readonly Problem[] }) {
  const { tell: m } = useMessages()
  const error = (field: string) => problems.find((problem) => problem.field === field)?.text
  return (
    <Radios
      name="tell"
      label={m.label}
      hint={m.hint}
      error={error('tell')}
      value={typed.tell ?? ''}
      choices={[
        {
          value: '',
          label: m.self,
          hint: m.selfHint,
        },
        ...(visit.house.notices.mail
          ? [
              {
                value: 'mail',
                label: m.mail,
                hint: m.mailHint,
                more: (
                  <TextField
                    name="tellMail"
                    label={m.address}
                    type="email"
                    width="medium"
                    autocomplete="email"
                    value={typed.tellMail}
                    error={error('tellMail')}
                  />
                ),
              },
            ]
          : []),
        {
          value: 'feed',
          label: m.feed,
          hint: m.feedHint,
        },
      ]}
    />
  )
}
