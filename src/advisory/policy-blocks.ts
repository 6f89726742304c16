import type { Contact, Policy } from '../case/policy.ts'
import { daysText } from '../case/step-text.ts'
import { type ContactText, contactText } from './contact-text.ts'
import { type NumberedStep, numberSteps } from './numbered-steps.ts'

/**
 * The policy as people read it, block by block: the web page and SECURITY.md are both made from this. Every block takes
 * the project's own words; what stands here is only the default, and says nothing the settings do not do.
 */
export function policyBlocks(policy: Policy, { url = '' }: { readonly url?: string } = {}): readonly Block[] {
  return [
    prologue(policy),
    contacts(policy, url),
    avoid(policy),
    disclosure(policy),
    rules(policy),
    steps(policy),
    credit(policy),
    team(policy, url),
    supported(policy),
    advisories(policy, url),
    documentation(policy),
    helpWanted(policy),
  ].filter((block) => block.parts.length > 0)
}

export type BlockName =
  | 'prologue'
  | 'contacts'
  | 'avoid'
  | 'disclosure'
  | 'rules'
  | 'steps'
  | 'credit'
  | 'team'
  | 'supported'
  | 'advisories'
  | 'documentation'
  | 'helpWanted'

export interface Block {
  readonly name: BlockName
  readonly title: string
  readonly parts: readonly Part[]
}

/** Every text is Markdown. */
export type Part =
  | { readonly part: 'text'; readonly text: string }
  | { readonly part: 'list'; readonly ordered: boolean; readonly items: readonly string[] }
  | { readonly part: 'contacts'; readonly contacts: readonly ContactText[] }
  | { readonly part: 'steps'; readonly steps: readonly NumberedStep[] }
  | { readonly part: 'links'; readonly links: readonly { readonly title: string; readonly url: string }[] }

const text = (...paragraphs: readonly (string | false | undefined)[]): readonly Part[] =>
  paragraphs
    .filter((paragraph) => typeof paragraph === 'string' && paragraph !== '')
    .map((paragraph) => ({ part: 'text', text: `${paragraph}`.trim() }))
const list = (items: readonly string[], ordered = false): readonly Part[] =>
  items.length === 0 ? [] : [{ part: 'list', ordered, items }]
const links = (...entries: readonly ({ title: string; url: string } | false)[]): readonly Part[] => {
  const shown = entries.filter((entry) => entry !== false)
  return shown.length === 0 ? [] : [{ part: 'links', links: shown }]
}

const prologue = ({ prologue, project }: Policy): Block => ({
  name: 'prologue',
  title: 'About this policy',
  parts: text(
    prologue ??
      `Thank you for helping to keep ${project.name} safe. Here you find how to report a vulnerability, and what happens then.`,
  ),
})

function contacts(policy: Policy, url: string): Block {
  const others = policy.contacts.some(({ kind }) => kind !== 'form')
  return {
    name: 'contacts',
    title: 'How to report',
    parts: [
      ...text(policy.contactIntro ?? (others && 'Please use one of these ways, the first that suits you.')),
      { part: 'contacts', contacts: policy.contacts.map((contact: Contact) => contactText(contact, url)) },
      // Only the form is connected; of the other ways the page promises what people do, and no more.
      ...text(
        others &&
          'Only the form leads straight to our desk. What reaches us another way is read by people, and a member enters it there by hand.',
        languages(policy),
      ),
    ],
  }
}

function languages({ project }: Policy): string | undefined {
  if (project.languages === undefined) return undefined
  const names = new Intl.DisplayNames('en', { type: 'language' })
  const all = new Intl.ListFormat('en', { type: 'disjunction' }).format(
    project.languages.map((tag) => names.of(tag) ?? tag),
  )
  return `You can write to us in ${all}.`
}

const avoid = ({ avoid }: Policy): Block => ({
  name: 'avoid',
  title: 'Please do not',
  parts: list(
    avoid ?? [
      'open a public issue or pull request about it,',
      'tell others before there is a fix,',
      'read, change or keep data that is not yours.',
    ],
  ),
})

const disclosure = ({ disclosure, deadlines }: Policy): Block => ({
  name: 'disclosure',
  title: 'Coordinated disclosure',
  parts: text(
    disclosure ??
      'We follow [coordinated vulnerability disclosure](https://en.wikipedia.org/wiki/Coordinated_vulnerability_disclosure): a vulnerability stays private until there is a fix, so that users can protect themselves before attackers learn of it.',
    deadlines.embargo > 0 &&
      `Unless you say otherwise, both sides keep the report private until the advisory is published, ${daysText(deadlines.embargo)} at the longest.`,
  ),
})

const rules = (policy: Policy): Block => ({
  name: 'rules',
  title: 'What we ask of a report',
  parts: [...list(policy.rules.length > 0 ? policy.rules : rulesOf(policy), true), ...text(translation(policy))],
})

/** The switches of the report form, said as rules. */
function rulesOf({ report }: Policy): readonly string[] {
  return [
    report.severity === 'cvss-4.0' && 'If you rate the severity, the rating must be CVSS 4.0.',
    report.aiUse &&
      `If you used generative AI to find the vulnerability, to gather information, for the proof of concept or for a suggested fix, you must say so for each of these parts, and how. You confirm that you reviewed what it made and understand it.${see('our policy on AI', report.aiPolicy)}`,
    report.configuration &&
      'If you know that it takes a certain configuration or architecture, your report should describe it.',
    report.codeOfConduct !== undefined &&
      `Our [code of conduct](${report.codeOfConduct}) applies to the report and to everything that is said in it.`,
  ].filter((rule) => typeof rule === 'string')
}

const translation = ({ report }: Policy): string | undefined =>
  report.translation
    ? `You may let AI translate what you wrote yourself. Say so, and add your text as it was before the translation; here it stays private.${see('our rules for translations', report.translationPolicy)}`
    : undefined

const see = (title: string, url: string | undefined): string =>
  url === undefined ? '' : ` Please read [${title}](${url}).`

const steps = (policy: Policy): Block => ({
  name: 'steps',
  title: 'What happens',
  parts: [{ part: 'steps', steps: numberSteps(policy) }, ...text(times(policy))],
})

function times({ deadlines, publish }: Policy): string {
  const window =
    publish.when === 'after-window' && publish.updateWindow > 0
      ? ` Between release and advisory users have about ${daysText(publish.updateWindow)} to update, or less if the vulnerability becomes public.`
      : ''
  return `We aim to answer within ${daysText(deadlines.firstAnswer)}. While we work on it, we aim to send you news every ${daysText(deadlines.news)}.${window}`
}

const credit = ({ credit }: Policy): Block => ({
  name: 'credit',
  title: 'Credit',
  parts: text(
    credit.text ??
      'Whether you are named, and how, is your choice. You may stay anonymous. If we hear nothing from you before the advisory is published, we name nobody.',
    `With your consent, your name stands in the ${named('security advisory', credit.advisories)} and on our credits page${credit.contributors === undefined ? '' : `, and in our ${named('list of all contributors', credit.contributors)}`}.`,
    credit.duplicates === 'all-before-publication'
      ? 'Whoever reports the same vulnerability before it is published is credited too.'
      : 'Where several people report the same vulnerability, the first is credited.',
  ),
})

const named = (title: string, url: string | undefined): string => (url === undefined ? title : `[${title}](${url})`)

const team = ({ team }: Policy, url: string): Block => ({
  name: 'team',
  title: 'The team',
  parts: [
    ...text(team.text ?? 'Reports are read by the core team.'),
    ...list(team.identify ?? []),
    ...links(team.url !== undefined && { title: 'The core team', url: team.url }, {
      title: 'Members who agreed to be named',
      url: `${url}/team`,
    }),
  ],
})

const supported = ({ supported }: Policy): Block => ({
  name: 'supported',
  title: 'Supported versions',
  parts: text(supported),
})

const advisories = ({ credit }: Policy, url: string): Block => ({
  name: 'advisories',
  title: 'Advisories',
  parts: links(
    { title: 'Published advisories', url: `${url}/advisories` },
    { title: 'Credits', url: `${url}/credits` },
    credit.advisories !== undefined && { title: "The project's own list of advisories", url: credit.advisories },
  ),
})

const documentation = ({ documentation }: Policy): Block => ({
  name: 'documentation',
  title: 'Documentation',
  parts: links(...documentation),
})

const helpWanted = ({ helpWanted }: Policy): Block => ({
  name: 'helpWanted',
  title: 'Help wanted',
  parts: text(helpWanted),
})
