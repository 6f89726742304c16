import { z } from 'zod'
import type { Form } from '../../desk/desk.ts'

/** The body of `POST /api/v1/reports`. Only title and description are needed; unknown fields are refused. */
const text = z.string()
export const reportBody = z.strictObject({
  title: text.describe('A short title. At most 1,000 characters.'),
  description: text.describe('What you found. At most 64 KiB; send more as a file.'),
  product: text.optional(),
  version: text.optional(),
  reproduce: text.optional().describe('How to reproduce it, step by step.'),
  impact: text.optional(),
  configuration: text.optional().describe('Configurations or architectures that are needed to trigger it.'),
  discovery: text.optional().describe('How it was found.'),
  suggestedFix: text.optional(),
  cwe: text.optional(),
  cvss: text.optional().describe('A rating of your own. A wrong or older one never refuses a report.'),
  aiUse: z
    .strictObject({
      discovery: text.optional(),
      information: text.optional(),
      proofOfConcept: text.optional(),
      suggestedFix: text.optional(),
      reviewed: z.boolean().optional().describe('I reviewed this and understand it.'),
    })
    .optional()
    .describe('For each part "none" or how generative AI was used.'),
  original: text.optional().describe('The text before machine translation. It stays private.'),
  exploited: z.boolean().optional().describe('It is being exploited now.'),
  exploitedEvidence: text.optional(),
  publicAt: text.optional().describe('Where it is public already.'),
  knownTo: text.optional().describe('Who else was told.'),
  plan: text.optional().describe('Your own plan to publish.'),
  planAt: text.optional().describe('A day (2027-03-31) or a UTC time (2027-03-31T12:00:00Z).'),
  trackingIds: text.optional(),
  comments: text.optional(),
  foundAt: text.optional(),
  reporter: z.strictObject({ name: text.optional(), email: text.optional() }).optional(),
  credit: z
    .strictObject({ as: z.enum(['named', 'anonymous', 'none']), name: text.optional(), url: text.optional() })
    .optional(),
  tell: z
    .strictObject({
      by: z.enum(['mail', 'feed', 'nothing']),
      address: text.optional().describe('For mail; without it, reporter.email.'),
    })
    .optional()
    .describe('How you hear that there is news. Without it, you come back with your code.'),
})
export type ReportBody = z.infer<typeof reportBody>

/** As the form of the page would have sent it, so that both are read by the same rules. */
export function formOf(body: ReportBody): Form {
  const { reporter, credit, aiUse, exploited, tell, ...plain } = body
  return defined({
    ...plain,
    exploited: exploited === true ? 'yes' : undefined,
    name: reporter?.name,
    email: reporter?.email,
    credit: credit?.as,
    creditName: credit?.name,
    creditUrl: credit?.url,
    tell: tell?.by === 'nothing' ? undefined : tell?.by,
    tellMail: tell?.address,
    aiDiscovery: aiUse?.discovery,
    aiInformation: aiUse?.information,
    aiProofOfConcept: aiUse?.proofOfConcept,
    aiSuggestedFix: aiUse?.suggestedFix,
    aiReviewed: aiUse?.reviewed === true ? 'yes' : undefined,
  })
}

const defined = (form: Readonly<Record<string, string | undefined>>): Form =>
  Object.fromEntries(Object.entries(form).filter((entry): entry is [string, string] => entry[1] !== undefined))

/** How the API calls the fields of the form, for problems it reports. */
export const apiField = (field: string): string => names[field] ?? field

const names: Readonly<Record<string, string>> = {
  name: 'reporter.name',
  email: 'reporter.email',
  credit: 'credit.as',
  creditName: 'credit.name',
  tell: 'tell.by',
  tellMail: 'tell.address',
  creditUrl: 'credit.url',
  aiDiscovery: 'aiUse.discovery',
  aiInformation: 'aiUse.information',
  aiProofOfConcept: 'aiUse.proofOfConcept',
  aiSuggestedFix: 'aiUse.suggestedFix',
  aiReviewed: 'aiUse.reviewed',
}
