import type { Policy } from '../case/policy.ts'
import { outline, type Section } from './outline.ts'
import { type Block, type BlockName, policyBlocks } from './policy-blocks.ts'
import { blockMarkdown } from './policy-markdown.ts'

/** One way in which a SECURITY.md says something else than the policy of the desk. */
export interface Drift {
  /** A `note` is worth knowing and no fault: a section of the project's own, another order of sections. */
  readonly level: 'drift' | 'note'
  readonly kind:
    | 'missing-section'
    | 'changed'
    | 'contact-missing'
    | 'contact-order'
    | 'steps-order'
    | 'steps-count'
    | 'extra-section'
  readonly section: string
  readonly text: string
}

/** Compares what is said, not how it is written: white space, line breaks, emphasis and list signs do not count. */
export function drift(policy: Policy, url: string, securityMd: string): readonly Drift[] {
  const theirs = grouped(outline(securityMd))
  const blocks = policyBlocks(policy, { url })
  const found = blocks.map((block) => ({ block, section: sectionFor(block, theirs) }))
  const known = new Set(found.map(({ section }) => section))
  return [
    ...found.flatMap(({ block, section }) => (section === undefined ? missing(block) : compared(block, section))),
    ...contacts(blocks, found.find(({ block }) => block.name === 'contacts')?.section, theirs),
    ...theirs.filter((section) => section.level > 1 && !known.has(section)).map(extra),
  ]
}

/** Sections below a second-level heading belong to it. */
function grouped(sections: readonly Section[]): readonly Section[] {
  const groups: Section[] = []
  for (const section of sections) {
    const last = groups.at(-1)
    if (section.level <= 2 || last === undefined) groups.push(section)
    else
      groups.splice(-1, 1, {
        ...last,
        statements: [...last.statements, section.title, ...section.statements],
        steps: last.steps.length > 0 ? last.steps : section.steps,
      })
  }
  return groups
}

/** What projects call these sections when they write them by hand. */
const alsoCalled: Readonly<Record<BlockName, readonly string[]>> = {
  prologue: ['prologue', 'introduction'],
  contacts: ['contact options', 'contact', 'reporting', 'reporting a vulnerability', 'how to report a vulnerability'],
  avoid: [],
  disclosure: ['coordinated vulnerability disclosure', 'responsible disclosure', 'disclosure'],
  rules: ['policy', 'rules'],
  steps: ['process', 'the process', 'what happens then', 'what happens next'],
  credit: ['credits', 'acknowledgments', 'acknowledgements'],
  team: ['core team', 'the core team'],
  supported: ['supported version'],
  advisories: ['security advisories'],
  documentation: [],
  helpWanted: [],
}

function sectionFor({ name, title }: Block, sections: readonly Section[]): Section | undefined {
  const named = (titles: readonly string[]): Section | undefined =>
    sections.find((section) => titles.includes(section.title.toLowerCase()))
  return named([title.toLowerCase()]) ?? named(alsoCalled[name])
}

const missing = ({ title }: Block): readonly Drift[] => [
  { level: 'drift', kind: 'missing-section', section: title, text: `SECURITY.md has no section "${title}".` },
]

const extra = ({ title }: Section): Drift => ({
  level: 'note',
  kind: 'extra-section',
  section: title,
  text: `SECURITY.md has a section of its own, "${title}".`,
})

function compared(block: Block, section: Section): readonly Drift[] {
  const ours = grouped(outline(blockMarkdown(block)))[0]
  if (ours === undefined) return []
  const steps = block.name === 'steps' ? stepDrift(ours.steps, section) : []
  // One sentence about the steps says more than a list of all that moved.
  return steps.length > 0 ? steps : changed(ours.statements, section)
}

function stepDrift(ours: readonly string[], { title, steps }: Section): readonly Drift[] {
  const about = (kind: Drift['kind'], text: string): readonly Drift[] => [
    { level: 'drift', kind, section: title, text },
  ]
  if (ours.length !== steps.length)
    return about('steps-count', `The policy has ${ours.length} steps, SECURITY.md has ${steps.length}.`)
  const place = ours.findIndex((step, index) => step !== steps[index])
  const same = place !== -1 && ours.toSorted().every((step, index) => step === steps.toSorted()[index])
  return same ? about('steps-order', `The steps stand in another order in SECURITY.md, from step ${place + 1} on.`) : []
}

function changed(ours: readonly string[], { title, statements }: Section): readonly Drift[] {
  const lost = ours.filter((statement) => !statements.includes(statement))
  const added = statements.filter((statement) => !ours.includes(statement))
  const about = (text: string): Drift => ({ level: 'drift', kind: 'changed', section: title, text })
  return [
    ...lost.map((statement) => about(`SECURITY.md does not say: ${statement}`)),
    ...added.map((statement) => about(`Only SECURITY.md says: ${statement}`)),
  ]
}

/** An address that moved or vanished sends reports into nothing, so it is told by itself. */
function contacts(
  blocks: readonly Block[],
  section: Section | undefined,
  theirs: readonly Section[],
): readonly Drift[] {
  const listed = blocks.flatMap(({ parts }) => parts).flatMap((part) => (part.part === 'contacts' ? part.contacts : []))
  const said = (sections: readonly Section[]): string =>
    sections
      .flatMap(({ statements }) => statements)
      .join('\n')
      .toLowerCase()
  const [everywhere, where] = [said(theirs), said(section === undefined ? [] : [section])]
  const lost = listed.filter(({ address }) => !everywhere.includes(address.toLowerCase()))
  const places = listed.map((contact) => ({ contact, at: where.indexOf(contact.address.toLowerCase()) }))
  const kept = places.filter(({ at }) => at !== -1)
  const late = kept.find(({ at }, index) => index > 0 && at < (kept[index - 1]?.at ?? 0))
  return [
    ...lost.map(
      ({ title, address }): Drift => ({
        level: 'drift',
        kind: 'contact-missing',
        section: title,
        text: `SECURITY.md does not name ${address}.`,
      }),
    ),
    ...(late === undefined
      ? []
      : [
          {
            level: 'drift',
            kind: 'contact-order',
            section: late.contact.title,
            text: `${late.contact.address} stands earlier in SECURITY.md than the order of preference has it.`,
          } as const,
        ]),
  ]
}
