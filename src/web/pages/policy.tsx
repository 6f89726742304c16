import { policyBlocks } from '../../advisory/policy-blocks.ts'
import { day, type Policy } from '../../case/policy.ts'
import { isNamed } from '../../config/file.ts'
import type { Intake } from '../../desk/intake-state.ts'
import { text } from '../answer.tsx'
import { languageCookie } from '../language.ts'
import type { Visit } from '../route.ts'
import { ButtonLink } from '../ui/button.tsx'
import { Hero } from '../ui/hero.tsx'
import { Link } from '../ui/link.tsx'
import { PersonText } from '../ui/person-text.tsx'
import { renderPage } from '../ui/render.ts'
import { Day } from '../ui/time.tsx'
import { languages, useMessages } from './messages/languages.ts'
import { Said } from './messages/said.tsx'
import { PausedNotice } from './paused-notice.tsx'
import { PolicyBlock } from './policy-block.tsx'
import { inLanguage, messagesFor, PublicPage, translated } from './public-page.tsx'

/**
 * The first screen answers one question; below it stands everything else that the project promises. The page is the
 * most read of all and changes once a day, so it is written once for each day and door.
 */
export async function policyPage(visit: Visit): Promise<Response> {
  const { policy } = visit.desk.policy()
  if (!isNamed(policy)) return translated(visit, <SetUpPage visit={visit} />)
  const now = visit.desk.now()
  const intake = await visit.desk.intake.now()
  const written = pages.get(policy) ?? new Map<string, string>()
  pages.set(policy, written)
  const key = `${visit.origin} ${visit.language} ${Math.floor(now / day)} ${intake.state === 'paused' ? JSON.stringify(intake) : ''}`
  const page = written.get(key) ?? renderPage(<PolicyPage visit={visit} policy={policy} now={now} intake={intake} />)
  if (!written.has(key) && written.size >= most) written.clear()
  written.set(key, page)
  return text(page, {
    type: 'text/html; charset=utf-8',
    headers: inLanguage(visit),
    cookies: languageCookie(visit),
  })
}

/** Two doors, each in every language. */
const most = 2 * Object.keys(languages).length
const pages = new WeakMap<Policy, Map<string, string>>()

/** Nobody promises anything yet. Whoever found something is not sent away all the same: a report is kept, sealed. */
function SetUpPage({ visit }: { visit: Visit }) {
  const { setUp, policy: m } = messagesFor(visit)
  return (
    <PublicPage visit={visit} title={m.title} here="/" translated>
      <Hero
        title={setUp.title}
        lead={<p>{setUp.lead}</p>}
        actions={
          <>
            <ButtonLink href="/report">{m.report}</ButtonLink>
            <ButtonLink href="/receipt">{m.receipt}</ButtonLink>
          </>
        }
      />
    </PublicPage>
  )
}

function PolicyPage(props: { visit: Visit; policy: Policy; now: number; intake: Intake }) {
  const { visit, policy, now, intake } = props
  const { policy: m, policyText, load } = messagesFor(visit)
  return (
    <PublicPage visit={visit} title={m.title} here="/" translated>
      {intake.state === 'paused' && <PausedNotice paused={intake} />}
      <Hero
        title={<Said text={m.found} project={<PersonText text={policy.project.name} />} />}
        lead={
          <>
            <p>{m.tell}</p>
            {intake.state === 'open' && <Expect policy={policy} now={now} />}
          </>
        }
        actions={
          <>
            <ButtonLink href="/report" kind="primary">
              {m.report}
            </ButtonLink>
            <ButtonLink href="/receipt">{m.receipt}</ButtonLink>
          </>
        }
      />
      {policyBlocks(policy, { words: policyText }).map((block) => (
        <PolicyBlock key={block.name} block={block} />
      ))}
      {visit.config.figures === 'public' && (
        <p>
          <Link href="/figures">{load.figuresLink}</Link>
        </p>
      )}
    </PublicPage>
  )
}

function Expect({ policy, now }: { policy: Policy; now: number }) {
  const { firstAnswer } = policy.deadlines
  const { policy: m } = useMessages()
  if (firstAnswer === 0) return null
  return (
    <p>
      <Said text={m.expect} day={<Day at={now + firstAnswer * day} weekday />} />
    </p>
  )
}
