/** The names of the report form, in the order in which the review shows them. */
export const reportFields = [
  'exploited', 'exploitedEvidence',
  'title', 'description', 'product', 'version', 'reproduce', 'configuration', 'impact', 'suggestedFix', 'cvss', 'cwe',
  'aiDiscovery', 'aiInformation', 'aiProofOfConcept', 'aiSuggestedFix', 'aiReviewed', 'original',
  'discovery', 'foundAt', 'publicAt', 'knownTo', 'plan', 'planAt', 'trackingIds', 'comments',
  'credit', 'creditName', 'creditUrl', 'name', 'email',
] as const
export type ReportField = (typeof reportFields)[number]

export type Typed = Readonly<Record<string, string>>

/** How a field is called wherever it is read back. */
export const labels: Readonly<Record<ReportField, string>> = {
  exploited: 'It is being exploited now',
  exploitedEvidence: 'What you saw of the attacks',
  title: 'Title',
  description: 'Description',
  product: 'Product',
  version: 'Version',
  reproduce: 'How to reproduce it',
  configuration: 'Configuration or architecture that is needed',
  impact: 'What an attacker gains',
  suggestedFix: 'Suggested fix',
  cvss: 'Severity',
  cwe: 'Kind of weakness (CWE)',
  aiDiscovery: 'AI in the discovery',
  aiInformation: 'AI in the information given',
  aiProofOfConcept: 'AI in the proof of concept',
  aiSuggestedFix: 'AI in the suggested fix',
  aiReviewed: 'I reviewed this and understand it',
  original: 'Text before machine translation',
  discovery: 'How it was found',
  foundAt: 'When it was found',
  publicAt: 'Where it is public already',
  knownTo: 'Who else knows',
  plan: 'Your plan to publish',
  planAt: 'The day you plan to publish',
  trackingIds: 'Other numbers for it',
  comments: 'Anything else',
  credit: 'Credit',
  creditName: 'Name for the credit',
  creditUrl: 'Link for the credit',
  name: 'Your name, for the team alone',
  email: 'Your mail address, for the team alone',
}

export const creditWords: Readonly<Record<string, string>> = {
  named: 'By name',
  anonymous: 'Without a name',
  none: 'Not mentioned at all',
  '': 'Decide later',
}

/** Fields of many lines. They are read below their names, the short ones beside them. */
export const longFields: ReadonlySet<ReportField> = new Set([
  'exploitedEvidence', 'description', 'reproduce', 'configuration', 'impact', 'suggestedFix', 'original', 'discovery', 'knownTo', 'plan',
  'comments', 'aiDiscovery', 'aiInformation', 'aiProofOfConcept', 'aiSuggestedFix',
])
