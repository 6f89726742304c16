import type { Contact, Policy } from '../case/policy.ts'
import { type ContactText, contactText } from './contact-text.ts'
import { type NumberedStep, numberSteps } from './numbered-steps.ts'
import { englishPolicy, type PolicyWords, put } from './policy-words.ts'

/**
 * The policy as people read it, block by block: the web page and SECURITY.md are both made from this. Every block takes
 * the project's own words; what stands here is only the default, and says nothing the settings do not do.
 */
export function policyBlocks(
  policy: Policy,
  { url = '', words = englishPolicy }: { readonly url?: string; readonly words?: PolicyWords } = {},
): readonly Block[] {
  return [
    prologue(policy, words),
    contacts(policy, url, words),
    avoid(policy, words),
    disclosure(policy, words),
    rules(policy, words),
    steps(policy, words),
    credit(policy, words),
    team(policy, url, words),
    supported(policy, words),
    advisories(policy, url, words),
    documentation(policy, words),
    helpWanted(policy, words),
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

const prologue = ({ prologue, project }: Policy, words: PolicyWords): Block => ({
  name: 'prologue',
  title: words.titles.prologue,
  parts: text(prologue ?? put(words.prologue, { project: project.name })),
})

function contacts(policy: Policy, url: string, words: PolicyWords): Block {
  const others = policy.contacts.some(({ kind }) => kind !== 'form')
  return {
    name: 'contacts',
    title: words.titles.contacts,
    parts: [
      ...text(policy.contactIntro ?? (others && words.contactIntro)),
      { part: 'contacts', contacts: policy.contacts.map((contact: Contact) => contactText(contact, url, words)) },
      // Only the form is connected; of the other ways the page promises what people do, and no more.
      ...text(others && words.otherWays, languages(policy, words)),
    ],
  }
}

function languages({ project }: Policy, words: PolicyWords): string | undefined {
  if (project.languages === undefined) return undefined
  const names = new Intl.DisplayNames(words.lang, { type: 'language' })
  const all = new Intl.ListFormat(words.lang, { type: 'disjunction' }).format(
    project.languages.map((tag) => names.of(tag) ?? tag),
  )
  return put(words.languages, { languages: all })
}

const avoid = ({ avoid }: Policy, words: PolicyWords): Block => ({
  name: 'avoid',
  title: words.titles.avoid,
  parts: list(avoid ?? words.avoid),
})

const disclosure = ({ disclosure, deadlines }: Policy, words: PolicyWords): Block => ({
  name: 'disclosure',
  title: words.titles.disclosure,
  parts: text(
    disclosure ?? words.disclosure,
    deadlines.embargo > 0 && put(words.embargo, { days: words.steps.days(deadlines.embargo) }),
  ),
})

const rules = (policy: Policy, words: PolicyWords): Block => ({
  name: 'rules',
  title: words.titles.rules,
  parts: [
    ...list(policy.rules.length > 0 ? policy.rules : rulesOf(policy, words), true),
    ...text(translation(policy, words)),
  ],
})

/** The switches of the report form, said as rules. */
function rulesOf({ report }: Policy, words: PolicyWords): readonly string[] {
  return [
    report.severity === 'cvss-4.0' && words.cvss4,
    report.aiUse && `${words.aiUse}${see(words, words.aiPolicy, report.aiPolicy)}`,
    report.configuration && words.configuration,
    report.codeOfConduct !== undefined && put(words.conduct, { url: report.codeOfConduct }),
  ].filter((rule) => typeof rule === 'string')
}

const translation = ({ report }: Policy, words: PolicyWords): string | undefined =>
  report.translation
    ? `${words.translation}${see(words, words.translationPolicy, report.translationPolicy)}`
    : undefined

const see = (words: PolicyWords, title: string, url: string | undefined): string =>
  url === undefined ? '' : ` ${put(words.pleaseRead, { title, url })}`

const steps = (policy: Policy, words: PolicyWords): Block => ({
  name: 'steps',
  title: words.titles.steps,
  parts: [{ part: 'steps', steps: numberSteps(policy, words.steps) }, ...text(times(policy, words))],
})

function times({ deadlines, publish }: Policy, words: PolicyWords): string {
  const { days } = words.steps
  const window =
    publish.when === 'after-window' && publish.updateWindow > 0
      ? ` ${put(words.window, { days: days(publish.updateWindow) })}`
      : ''
  return `${put(words.times, { first: days(deadlines.firstAnswer), news: days(deadlines.news) })}${window}`
}

const credit = ({ credit }: Policy, words: PolicyWords): Block => ({
  name: 'credit',
  title: words.titles.credit,
  parts: text(
    credit.text ?? words.credit,
    put(words.consent, {
      advisory: named(words.advisory, credit.advisories),
      contributors:
        credit.contributors === undefined
          ? ''
          : put(words.contributors, { list: named(words.allContributors, credit.contributors) }),
    }),
    credit.duplicates === 'all-before-publication' ? words.creditAll : words.creditFirst,
  ),
})

const named = (title: string, url: string | undefined): string => (url === undefined ? title : `[${title}](${url})`)

const team = ({ team }: Policy, url: string, words: PolicyWords): Block => ({
  name: 'team',
  title: words.titles.team,
  parts: [
    ...text(team.text ?? words.team),
    ...list(team.identify ?? []),
    ...links(team.url !== undefined && { title: words.coreTeam, url: team.url }, {
      title: words.named,
      url: `${url}/team`,
    }),
  ],
})

const supported = ({ supported }: Policy, words: PolicyWords): Block => ({
  name: 'supported',
  title: words.titles.supported,
  parts: text(supported),
})

const advisories = ({ credit }: Policy, url: string, words: PolicyWords): Block => ({
  name: 'advisories',
  title: words.titles.advisories,
  parts: links(
    { title: words.published, url: `${url}/advisories` },
    { title: words.credits, url: `${url}/credits` },
    credit.advisories !== undefined && { title: words.ownAdvisories, url: credit.advisories },
  ),
})

const documentation = ({ documentation }: Policy, words: PolicyWords): Block => ({
  name: 'documentation',
  title: words.titles.documentation,
  parts: links(...documentation),
})

const helpWanted = ({ helpWanted }: Policy, words: PolicyWords): Block => ({
  name: 'helpWanted',
  title: words.titles.helpWanted,
  parts: text(helpWanted),
})
