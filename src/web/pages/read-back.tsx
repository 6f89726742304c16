import { Markdown } from '../markdown.tsx'
import { Definitions } from '../ui/definition.tsx'
import { More } from '../ui/more.tsx'
import { PersonLines, PersonText } from '../ui/person-text.tsx'
import { Section } from '../ui/section.tsx'
import { useMessages } from './messages/languages.ts'
import { longFields, type ReportField } from './report-fields.ts'

/**
 * Fields as they are read: first what is short, then each text under its name, and folded away the same texts just as
 * they were typed. Marks that somebody did not mean as Markdown are never lost on the way.
 */
export function ReadBack({ said }: { said: readonly { readonly field: ReportField; readonly text: string }[] }) {
  const { fields: labels, review: m } = useMessages()
  const filled = said.filter(({ text }) => text !== '')
  const texts = filled.filter(({ field }) => longFields.has(field))
  return (
    <>
      <Definitions
        items={filled
          .filter(({ field }) => !longFields.has(field))
          .map(({ field, text }) => ({ term: labels[field], detail: <PersonText text={text} /> }))}
      />
      {texts.map(({ field, text }) => (
        <Section key={field} level={3} title={labels[field]}>
          <Markdown text={text} by="person" headings={4} keepLines />
        </Section>
      ))}
      {texts.length > 0 && (
        <More summary={m.asTyped} hint={m.asTypedHint}>
          {texts.map(({ field, text }) => (
            <div key={field}>
              <p>
                <strong>{labels[field]}</strong>
              </p>
              <PersonLines text={text} />
            </div>
          ))}
        </More>
      )}
    </>
  )
}
