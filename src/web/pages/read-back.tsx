import { Definitions } from '../ui/definition.tsx'
import { PersonLines, PersonText } from '../ui/person-text.tsx'
import { Section } from '../ui/section.tsx'
import { useMessages } from './messages/languages.ts'
import { longFields, type ReportField } from './report-fields.ts'

/** Fields as they were typed, with nothing made of them: first what is short, then each text under its name. */
export function ReadBack({ said }: { said: readonly { readonly field: ReportField; readonly text: string }[] }) {
  const { fields: labels } = useMessages()
  const filled = said.filter(({ text }) => text !== '')
  return (
    <>
      <Definitions
        items={filled
          .filter(({ field }) => !longFields.has(field))
          .map(({ field, text }) => ({ term: labels[field], detail: <PersonText text={text} /> }))}
      />
      {filled
        .filter(({ field }) => longFields.has(field))
        .map(({ field, text }) => (
          <Section key={field} level={3} title={labels[field]}>
            <PersonLines text={text} />
          </Section>
        ))}
    </>
  )
}
