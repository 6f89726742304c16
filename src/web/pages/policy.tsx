import { policyBlocks } from '../../advisory/policy-blocks.ts'
import { day, type Policy } from '../../case/policy.ts'
import { html } from '../answer.tsx'
import type { Visit } from '../route.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Hero } from '../ui/hero.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { Day } from '../ui/time.tsx'
import { PolicyBlock } from './policy-block.tsx'
import { PublicPage } from './public-page.tsx'

/** The first screen answers one question; below it stands everything else that the project promises. */
export function policyPage(visit: Visit): Response {
  return html(visit, <PolicyPage visit={visit} policy={visit.desk.policy().policy} now={visit.desk.now()} />)
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
