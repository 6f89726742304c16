import type { ContactText } from '../../advisory/contact-text.ts'
import type { NumberedStep } from '../../advisory/numbered-steps.ts'
import type { Block, Part } from '../../advisory/policy-blocks.ts'
import { Markdown } from '../markdown.tsx'
import { Badge } from '../ui/badge.tsx'
import { Link } from '../ui/link.tsx'
import { Prose, Section } from '../ui/section.tsx'
import { type Step, Steps } from '../ui/steps.tsx'

/** One block of the policy, in the project's own words where it has some. */
export function PolicyBlock({ block }: { block: Block }) {
  return (
    <Section title={block.title} id={block.name}>
      {block.parts.map((part, index) => (
        <PolicyPart key={index} part={part} title={block.title} />
      ))}
    </Section>
  )
}

function PolicyPart({ part, title }: { part: Part; title: string }) {
  switch (part.part) {
    case 'text':
      return <Markdown text={part.text} by="project" />
    case 'list':
      return <Items items={part.items} ordered={part.ordered} />
    case 'contacts':
      return (
        <ol class="contacts" role="list">
          {part.contacts.map((contact) => (
            <li key={contact.href}>
              <Contact contact={contact} />
            </li>
          ))}
        </ol>
      )
    case 'steps':
      return <Steps label={title} steps={part.steps.map(stepOf)} />
    case 'links':
      return (
        <Prose>
          <ul>
            {part.links.map((link) => (
              <li key={link.url}>
                <Link href={link.url}>{link.title}</Link>
              </li>
            ))}
          </ul>
        </Prose>
      )
  }
}

function Items({ items, ordered }: { items: readonly string[]; ordered: boolean }) {
  const List = ordered ? 'ol' : 'ul'
  return (
    <Prose>
      <List>
        {items.map((item, index) => (
          <li key={index}>
            <Markdown text={item} by="project" />
          </li>
        ))}
      </List>
    </Prose>
  )
}

function Contact({ contact }: { contact: ContactText }) {
  return (
    <Section
      level={3}
      card
      title={contact.title}
      aside={contact.lastResort ? <Badge kind="warn">Only where necessary</Badge> : undefined}
    >
      <p>
        <Link href={contact.href}>{contact.here ? 'Open the form' : contact.address}</Link>
      </p>
      {contact.text.map((paragraph, index) => (
        <Markdown key={index} text={paragraph} by="project" headings={4} />
      ))}
    </Section>
  )
}

/** The policy's own numbers, on the policy page without any state. */
function stepOf(step: NumberedStep): Step {
  const inner = step.together.length > 0 ? step.together : step.steps
  return {
    number: step.number.split('.').at(-1) ?? step.number,
    text: <Markdown text={step.text} by="project" />,
    ...(inner.length > 0 && { steps: inner.map(stepOf), nested: step.together.length > 0 ? 'unordered' : 'ordered' }),
  }
}
