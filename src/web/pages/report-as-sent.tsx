import type { Report } from '../../case/event.ts'
import { dayText } from '../ui/time.tsx'
import type { Messages } from './messages/en.ts'
import { useMessages } from './messages/languages.ts'
import { ReadBack } from './read-back.tsx'
import { type ReportField, reportFields } from './report-fields.ts'

/** A report as it arrived, in the order of the form. */
export function ReportAsSent({ report }: { report: Report }) {
  const m = useMessages()
  return <ReadBack said={reportFields.map((field) => ({ field, text: textOf(report, field, m) }))} />
}

function textOf(report: Report, field: ReportField, { review, ui }: Messages): string {
  const { aiUse } = report
  switch (field) {
    case 'exploited':
      return report.exploited === true ? review.yes : ''
    case 'planAt':
      return report.planAt === undefined ? '' : dayText(report.planAt, ui.lang)
    case 'aiDiscovery':
      return aiUse?.discovery ?? ''
    case 'aiInformation':
      return aiUse?.information ?? ''
    case 'aiProofOfConcept':
      return aiUse?.proofOfConcept ?? ''
    case 'aiSuggestedFix':
      return aiUse?.suggestedFix ?? ''
    case 'aiReviewed':
      return aiUse?.reviewed === true ? review.yes : ''
    // Names lie apart from the report, under the person's own key.
    case 'credit':
    case 'creditName':
    case 'creditUrl':
    case 'tell':
    case 'tellMail':
    case 'name':
    case 'email':
      return ''
    default:
      return report[field] ?? ''
  }
}
