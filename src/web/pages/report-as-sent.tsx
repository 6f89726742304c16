import type { Report } from '../../case/event.ts'
import { Definitions } from '../ui/definition.tsx'
import { PersonLines } from '../ui/person-text.tsx'
import { Day } from '../ui/time.tsx'
import { labels } from './report-fields.ts'

/** A report as it was typed, field by field, with nothing made of it. */
export function ReportAsSent({ report }: { report: Report }) {
  const { aiUse } = report
  return (
    <Definitions
      items={[
        { term: labels.exploited, detail: report.exploited === true ? 'Yes' : null },
        ...lines.map((field) => said(labels[field], report[field])),
        { term: labels.planAt, detail: report.planAt === undefined ? null : <Day at={report.planAt} /> },
        said(labels.aiDiscovery, aiUse?.discovery),
        said(labels.aiInformation, aiUse?.information),
        said(labels.aiProofOfConcept, aiUse?.proofOfConcept),
        said(labels.aiSuggestedFix, aiUse?.suggestedFix),
        { term: labels.aiReviewed, detail: aiUse?.reviewed === true ? 'Yes' : null },
      ]}
    />
  )
}

const lines = [
  'exploitedEvidence', 'title', 'description', 'product', 'version', 'reproduce', 'configuration', 'impact', 'suggestedFix', 'cvss',
  'cwe', 'original', 'discovery', 'foundAt', 'publicAt', 'knownTo', 'plan', 'trackingIds', 'comments',
] as const satisfies readonly (keyof Report)[]

const said = (term: string, text: string | undefined) => ({
  term,
  detail: text === undefined || text === '' ? null : <PersonLines text={text} />,
})
