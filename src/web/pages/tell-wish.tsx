import type { Problem } from '../../desk/desk.ts'
import type { Visit } from '../route.ts'
import { Radios } from '../ui/choice.tsx'
import { TextField } from '../ui/text-field.tsx'
import type { Typed } from './report-fields.ts'

/** How somebody wants to hear that there is news. Only what works here is offered, and the code opens the thread in any case. */
export function TellWish({ visit, typed, problems }: { visit: Visit; typed: Typed; problems: readonly Problem[] }) {
  const error = (field: string) => problems.find((problem) => problem.field === field)?.text
  return (
    <Radios
      name="tell"
      label="How you hear from us"
      hint="You read our answers with the code that you get on the next page. We can tell you when there is one."
      error={error('tell')}
      value={typed.tell ?? ''}
      choices={[
        {
          value: '',
          label: 'I look in myself',
          hint: 'Nobody writes to you. Keep the code, and come back after a few days.',
        },
        ...(visit.house.notices.mail
          ? [
              {
                value: 'mail',
                label: 'By mail',
                hint: 'You confirm the address first. Mails say that there is news, never what it is.',
                more: (
                  <TextField
                    name="tellMail"
                    label="Mail address"
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
          label: 'By a feed',
          hint: 'An address for your feed reader, shown after Send. It knows neither your name nor your report.',
        },
      ]}
    />
  )
}
