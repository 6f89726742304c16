import type { Contact } from '../case/policy.ts'
import { englishSteps, type StepWords } from '../case/step-words.ts'
import type { BlockName } from './policy-blocks.ts'

/** What the policy says where the project says nothing itself. Names in braces are put in; every text is Markdown. */
export interface PolicyWords {
  readonly lang: string
  readonly titles: Readonly<Record<BlockName, string>>
  readonly steps: StepWords
  readonly prologue: string
  readonly contactIntro: string
  readonly otherWays: string
  readonly languages: string
  readonly avoid: readonly string[]
  readonly disclosure: string
  readonly embargo: string
  readonly cvss4: string
  readonly aiUse: string
  readonly aiPolicy: string
  readonly configuration: string
  readonly conduct: string
  readonly translation: string
  readonly translationPolicy: string
  readonly pleaseRead: string
  readonly times: string
  readonly window: string
  readonly credit: string
  readonly consent: string
  readonly contributors: string
  readonly advisory: string
  readonly allContributors: string
  readonly creditAll: string
  readonly creditFirst: string
  readonly team: string
  readonly coreTeam: string
  readonly named: string
  readonly published: string
  readonly credits: string
  readonly ownAdvisories: string
  readonly contacts: Readonly<
    Record<Contact['kind'], { readonly title: string; readonly for?: string; readonly why?: string }>
  >
  readonly lastResort: string
  readonly lastResortWhy: string
  readonly reserved: string
}

export const englishPolicy: PolicyWords = {
  lang: 'en',
  titles: {
    prologue: 'About this policy',
    contacts: 'How to report',
    avoid: 'Please do not',
    disclosure: 'Coordinated disclosure',
    rules: 'What we ask of a report',
    steps: 'What happens',
    credit: 'Credit',
    team: 'The team',
    supported: 'Supported versions',
    advisories: 'Advisories',
    documentation: 'Documentation',
    helpWanted: 'Help wanted',
  },
  steps: englishSteps,
  prologue:
    'Thank you for helping to keep {project} safe. Here you find how to report a vulnerability, and what happens then.',
  contactIntro: 'Please use one of these ways, the first that suits you.',
  otherWays:
    'Only the form leads straight to our desk. What reaches us another way is read by people, and a member enters it there by hand.',
  languages: 'You can write to us in {languages}.',
  avoid: [
    'open a public issue or pull request about it,',
    'tell others before there is a fix,',
    'read, change or keep data that is not yours.',
  ],
  disclosure:
    'We follow [coordinated vulnerability disclosure](https://en.wikipedia.org/wiki/Coordinated_vulnerability_disclosure): a vulnerability stays private until there is a fix, so that users can protect themselves before attackers learn of it.',
  embargo:
    'Unless you say otherwise, both sides keep the report private until the advisory is published, {days} at the longest.',
  cvss4: 'If you rate the severity, the rating must be CVSS 4.0.',
  aiUse:
    'If you used generative AI to find the vulnerability, to gather information, for the proof of concept or for a suggested fix, you must say so for each of these parts, and how. You confirm that you reviewed what it made and understand it.',
  aiPolicy: 'our policy on AI',
  configuration: 'If you know that it takes a certain configuration or architecture, your report should describe it.',
  conduct: 'Our [code of conduct]({url}) applies to the report and to everything that is said in it.',
  translation:
    'You may let AI translate what you wrote yourself. Say so, and add your text as it was before the translation; here it stays private.',
  translationPolicy: 'our rules for translations',
  pleaseRead: 'Please read [{title}]({url}).',
  times: 'We aim to answer within {first}. While we work on it, we aim to send you news every {news}.',
  window:
    'Between release and advisory users have about {days} to update, or less if the vulnerability becomes public.',
  credit:
    'Whether you are named, and how, is your choice. You may stay anonymous. If we hear nothing from you before the advisory is published, we name nobody.',
  consent: 'With your consent, your name stands in the {advisory} and on our credits page{contributors}.',
  contributors: ', and in our {list}',
  advisory: 'security advisory',
  allContributors: 'list of all contributors',
  creditAll: 'Whoever reports the same vulnerability before it is published is credited too.',
  creditFirst: 'Where several people report the same vulnerability, the first is credited.',
  team: 'Reports are read by the core team.',
  coreTeam: 'The core team',
  named: 'Members who agreed to be named',
  published: 'Published advisories',
  credits: 'Credits',
  ownAdvisories: "The project's own list of advisories",
  contacts: {
    form: {
      title: 'Web form',
      for: 'For everybody: no account is needed, and you need not give a name.',
      why: 'It reaches the whole team, and you get a code with which you can come back and read our answer.',
    },
    github: { title: 'GitHub', for: 'For people who have a GitHub account.' },
    email: { title: 'E-mail', for: 'For people who would rather write a mail.' },
    matrix: { title: 'Matrix', for: 'For people who would rather talk.' },
    discord: { title: 'Discord', for: 'For people who would rather talk.' },
    link: { title: 'Another page' },
  },
  lastResort: 'Please use this only where it is really necessary.',
  lastResortWhy: 'It reaches one person, and mistakes are easy.',
  reserved: 'It is reserved for vulnerability reports.',
}

/** Puts values in the places of their names, once. */
export const put = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\{([a-z]+)\}/g, (_, name: string) => values[name] ?? '')
