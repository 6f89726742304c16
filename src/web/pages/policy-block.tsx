import type { ContactText } from '../../advisory/contact-text.ts'
import type { NumberedStep } from '../../advisory/numbered-steps.ts'
import type { Block, Part } from '../../advisory/policy-blocks.ts'
import { Markdown } from '../markdown.tsx'
import { Badge } from '../ui/badge.tsx'
import { Link } from '../ui/link.tsx'
import { Prose, Section } from '../ui/section.tsx'
import { type Step, Steps } from '../ui/steps.tsx'
import { useMessages } from './messages/languages.ts'

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
        <>
          {part.contacts.map((contact, index) => (
            <Contact key={contact.href} contact={contact} place={index + 1} of={part.contacts.length} />
          ))}
        </>
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

/** In the order of preference, which is why they are numbered. */
function Contact({ contact, place, of }: { contact: ContactText; place: number; of: number }) {
  const { policy: m } = useMessages()
  return (
    <Section
      level={3}
      card
      title={of === 1 ? contact.title : `${place}. ${contact.title}`}
      aside={contact.lastResort ? <Badge kind="warn">{m.lastResort}</Badge> : undefined}
    >
      <p>
        <Link href={contact.href}>{contact.here ? m.openForm : contact.address}</Link>
      </p>
      {contact.text.map((paragraph, index) => (
        <Markdown key={index} text={paragraph} by="project" headings={4} />
      ))}
    </Section>
  )
}

/** The policy's own numbers, on the policy page without any state. */
function stepOf(step: NumberedStep): Step {
  const together = step.together.length > 0
  const inner = (together ? step.together : step.steps).map(stepOf)
  return {
    number: step.number.split('.').at(-1) ?? step.number,
    text: <Markdown text={step.text} by="project" />,
    // What happens at the same time has no order, and so no numbers.
    ...(inner.length > 0 && {
      steps: together ? inner.map(({ number: _, ...rest }) => rest) : inner,
      nested: together ? 'unordered' : 'ordered',
    }),
  }
}
