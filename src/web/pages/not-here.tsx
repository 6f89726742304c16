import { type NotAVulnerability, notAVulnerability } from '../../case/not-a-vulnerability.ts'
import type { Policy } from '../../case/policy.ts'
import { Markdown } from '../markdown.tsx'
import { Link } from '../ui/link.tsx'
import { More } from '../ui/more.tsx'
import { Notice } from '../ui/notice.tsx'
import type { Typed } from './report-fields.ts'

/** What this project does not treat as a vulnerability, at hand while somebody writes. Nobody is kept from reporting. */
export function NotHereList({ policy }: { policy: Policy }) {
  const entries = policy.notAVulnerability ?? []
  if (entries.length === 0) return null
  return (
    <More
      summary="What is not a vulnerability here"
      hint={`${entries.length} ${entries.length === 1 ? 'thing that is' : 'things that are'} often reported`}
      id="not-here"
    >
      <Entries entries={entries} />
      <p class="hint">If yours is one of these and you see how it harms somebody all the same, please report it.</p>
    </More>
  )
}

/** Before it is sent: an entry of that list that has a word of this report. It may save both sides an evening. */
export function PerhapsNotHere({ policy, typed }: { policy: Policy; typed: Typed }) {
  const entries = notAVulnerability(policy, [typed.title, typed.description, typed.impact])
  if (entries.length === 0) return null
  return (
    <Notice kind="info" title="Please look at this before you send it.">
      <p>This project says of reports with such words that they are not a vulnerability here:</p>
      <Entries entries={entries} />
      <p>If yours is different, send it. A person reads it either way.</p>
    </Notice>
  )
}

function Entries({ entries }: { entries: readonly NotAVulnerability[] }) {
  return (
    <dl class="not-here">
      {entries.map(({ title, text, link }) => (
        <div key={title}>
          <dt>
            <strong>{title}</strong>
          </dt>
          <dd>
            <Markdown text={text} by="project" headings={4} />
            {link !== undefined && (
              <p>
                <Link href={link}>More about it</Link>
              </p>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}
