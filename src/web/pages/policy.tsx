import { policyBlocks } from '../../advisory/policy-blocks.ts'
import { day, type Policy } from '../../case/policy.ts'
import { isNamed } from '../../config/file.ts'
import { html, text } from '../answer.tsx'
import type { Visit } from '../route.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Hero } from '../ui/hero.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { renderPage } from '../ui/render.ts'
import { Day } from '../ui/time.tsx'
import { PolicyBlock } from './policy-block.tsx'
import { PublicPage } from './public-page.tsx'

/**
 * The first screen answers one question; below it stands everything else that the project promises. The page is the
 * most read of all and changes once a day, so it is written once for each day and door.
 */
export function policyPage(visit: Visit): Response {
  const { policy } = visit.desk.policy()
  if (!isNamed(policy)) return html(visit, <SetUpPage visit={visit} />)
  const now = visit.desk.now()
  const written = pages.get(policy) ?? new Map<string, string>()
  pages.set(policy, written)
  const key = `${visit.origin} ${Math.floor(now / day)}`
  const page = written.get(key) ?? renderPage(<PolicyPage visit={visit} policy={policy} now={now} />)
  if (!written.has(key) && written.size >= 2) written.clear()
  written.set(key, page)
  return text(page, { type: 'text/html; charset=utf-8' })
}

const pages = new WeakMap<Policy, Map<string, string>>()

/** Nobody promises anything yet. Whoever found something is not sent away all the same: a report is kept, sealed. */
function SetUpPage({ visit }: { visit: Visit }) {
  return (
    <PublicPage visit={visit} title="Security" here="/">
      <Hero
        title="This desk is being set up"
        lead={
          <p>
            It will soon say here how to report a security problem in private, and what you can expect. If you found
            something already, you can report it now: it is kept safe, and read once the team is here.
          </p>
        }
        actions={
          <>
            <ButtonLink href="/report">Report</ButtonLink>
            <ButtonLink href="/receipt">I have a receipt</ButtonLink>
          </>
        }
      />
    </PublicPage>
  )
}

function PolicyPage({ visit, policy, now }: { visit: Visit; policy: Policy; now: number }) {
  return (
    <PublicPage visit={visit} title="Security" here="/">
      <Hero
        title={
          <>
            Found a security problem in <PersonText text={policy.project.name} />?
          </>
        }
        lead={
          <>
            <p>Tell us here in private. No account needed.</p>
            <Expect policy={policy} now={now} />
          </>
        }
        actions={
          <>
            <ButtonLink href="/report" kind="primary">
              Report
            </ButtonLink>
            <ButtonLink href="/receipt">I have a receipt</ButtonLink>
          </>
        }
      />
      {policyBlocks(policy).map((block) => (
        <PolicyBlock key={block.name} block={block} />
      ))}
    </PublicPage>
  )
}

function Expect({ policy, now }: { policy: Policy; now: number }) {
  const { firstAnswer } = policy.deadlines
  if (firstAnswer === 0) return null
  return (
    <p>
      If you write today, a person will look by <Day at={now + firstAnswer * day} weekday />.
    </p>
  )
}
