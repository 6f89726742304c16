import { policyBlocks } from '../../advisory/policy-blocks.ts'
import { html, notFound } from '../answer.tsx'
import type { Visit } from '../route.ts'
import { Link } from '../ui/link.tsx'
import { Notice } from '../ui/notice.tsx'
import { PageHead } from '../ui/section.tsx'
import { PolicyBlock } from './policy-block.tsx'
import { PublicPage } from './public-page.tsx'

/** A case keeps the policy it came under, so every version that a case may know stays readable. */
export async function policyVersionPage(visit: Visit): Promise<Response> {
  const digest = visit.params.digest ?? ''
  const policy = /^[0-9a-f]{64}$/.test(digest) ? await visit.desk.policyBy(digest) : undefined
  if (policy === undefined) return notFound(visit)
  const current = visit.desk.policy().digest === digest
  return html(
    visit,
    <PublicPage visit={visit} title="Policy">
      <PageHead title="Security policy" over={<code dir="ltr">{digest.slice(0, 12)}</code>} />
      <Notice
        kind={current ? 'ok' : 'info'}
        title={current ? 'This is the policy of today.' : 'This is an earlier policy.'}
      >
        {!current && (
          <p>
            It holds for the reports that came under it. <Link href="/">The policy of today</Link>
          </p>
        )}
      </Notice>
      {policyBlocks(policy).map((block) => (
        <PolicyBlock key={block.name} block={block} />
      ))}
    </PublicPage>,
  )
}
