import type { AdvisoryFields, Report } from '../../case/event.ts'
import type { Told } from './terms.ts'

/** What a report tells of the flaw itself: not who found it, with which tools, or what they plan. */
export function reportTold(report: Report): Told {
  const { title, product, version, description, reproduce, impact, configuration, suggestedFix, cwe } = report
  return { title, text: joined(product, version, cwe, description, reproduce, impact, configuration, suggestedFix) }
}

export function advisoryTold(fields: AdvisoryFields): Told {
  const { title = '', summary, impact, details, reproduce, mitigation, workaround, cwe } = fields
  return { title, text: joined(cwe, summary, details, reproduce, impact, mitigation, workaround) }
}

const joined = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join('\n\n')
