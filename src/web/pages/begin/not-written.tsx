import type { Visit } from '../../route.ts'
import { Notice } from '../../ui/notice.tsx'
import { TextArea } from '../../ui/text-field.tsx'

/** The answers count already. Where the desk could not write its own file, somebody has to. */
export async function NotWritten({ visit }: { visit: Visit }) {
  const text = await visit.desk.firstRun.toCopy()
  if (text === null || visit.config.named) return null
  return (
    <Notice kind="warn" title="Your answers are not in the file yet.">
      <p>
        This desk could not write <bdi dir="ltr">{visit.config.configPath}</bdi>: it is there already, or its folder may
        not be written to. The answers count all the same, and are kept in the desk. Copy them into the file, so that it
        says what is in force.
      </p>
      <TextArea name="file" label="For postern.yaml" rows={12} verbatim readonly value={text} />
    </Notice>
  )
}
