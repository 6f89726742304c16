import type { Policy } from '../case/policy.ts'
import type { ContactText } from './contact-text.ts'
import type { NumberedStep } from './numbered-steps.ts'
import { type Block, type Part, policyBlocks } from './policy-blocks.ts'

/** A complete SECURITY.md that says the same as the policy page at `url`. */
export function policyMarkdown(policy: Policy, url: string): string {
  const blocks = policyBlocks(policy, { url }).map(blockMarkdown)
  return `${['# Security policy', madeFrom, ...blocks].join('\n\n')}\n`
}

const madeFrom = '<!-- Made by `postern policy` from postern.yaml: change it there. -->'

export const blockMarkdown = ({ title, parts }: Block): string =>
  [`## ${title}`, ...parts.map(partMarkdown)].join('\n\n')

function partMarkdown(part: Part): string {
  switch (part.part) {
    case 'text':
      return part.text
    case 'list':
      return part.items.map((item, index) => entry(part.ordered ? `${index + 1}.` : '-', item)).join('\n')
    case 'contacts':
      return part.contacts.map(contactMarkdown).join('\n\n')
    case 'steps':
      return part.steps.map((step, index) => stepMarkdown(step, `${index + 1}.`)).join('\n')
    case 'links':
      return part.links.map(({ title, url }) => `- [${title}](${url})`).join('\n')
  }
}

const contactMarkdown = ({ title, href, address, text }: ContactText): string =>
  [`### ${title}`, `[${plain(address)}](${href})`, ...text].join('\n\n')

function stepMarkdown({ text, steps, together }: NumberedStep, marker: string): string {
  const inner = [
    ...together.map((step) => stepMarkdown(step, '-')),
    ...steps.map((step, index) => stepMarkdown(step, `${index + 1}.`)),
  ]
  return entry(marker, [text.trim(), ...inner].join('\n'))
}

/** A list entry whose further lines stand under its first word (CommonMark, 5.2). */
const entry = (marker: string, text: string): string =>
  `${marker} ${text.trim().replaceAll('\n', `\n${' '.repeat(marker.length + 1)}`)}`.replaceAll(/[ \t]+$/gm, '')

/** An address as the text of a link: signs that Markdown would read stay signs. */
const plain = (address: string): string => address.replaceAll(/[\\[\]*_`<>]/g, '\\$&')
