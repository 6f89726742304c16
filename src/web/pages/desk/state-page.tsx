import type { Check, CheckName } from '../../../desk/health.ts'
import { frameOf, html } from '../../answer.tsx'
import type { Visit } from '../../route.ts'
import { Badge } from '../../ui/badge.tsx'
import { Crumbs } from '../../ui/crumbs.tsx'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Page } from '../../ui/page.tsx'
import { PageHead } from '../../ui/section.tsx'
import { Table } from '../../ui/table.tsx'
import { teamNav } from '../team-nav.ts'
import { SignOut } from '../team-parts.tsx'
import { QUIET } from './quiet-page.tsx'
import { UNDELIVERED } from './undelivered.tsx'

export const STATE = '/desk/state'

/**
 * What `postern status` says, for whoever has no console. It shows nothing of any case, so that it can be read also
 * while cases cannot.
 */
export async function statePage(visit: Visit): Promise<Response> {
  const checks = (await visit.house.checks()).toSorted((a, b) => rank(a) - rank(b))
  const wrong = checks.filter(({ ok }) => !ok).length
  return html(
    visit,
    <Page
      frame={frameOf(visit)}
      title="How the desk is doing"
      layout="desk"
      nav={teamNav(visit, '/desk')}
      account={<SignOut visit={visit} />}
    >
      <Crumbs items={[{ href: '/desk', label: 'Inbox' }]} here="How the desk is doing" />
      <PageHead
        title="How the desk is doing"
        lead="As it is at this moment. Whoever runs the machine reads the same with “postern status”."
      />
      {wrong === 0 && <Notice kind="ok" title="Nothing needs a person at once." />}
      <Table
        caption="What was looked at, what is wrong first"
        hideCaption
        columns={[{ head: 'What', lead: true }, { head: 'State' }, { head: 'What was seen, and what to do' }]}
        rows={checks.map((check) => ({
          key: check.name,
          cells: [
            checkWords[check.name],
            <State check={check} />,
            <>
              {check.text} <Where visit={visit} check={check} />
            </>,
          ],
        }))}
      />
    </Page>,
  )
}

/** Above the inbox, as long as something is wrong that stands nowhere else on that page. */
export function StateNotice({ visit }: { visit: Visit }) {
  const wrong = visit.house.wrong().filter(({ name }) => !saidElsewhere.has(name))
  if (wrong.length === 0) return null
  return (
    <Notice kind="warn" title="Something about this desk needs whoever runs it.">
      <p>
        {wrong.map(({ name }) => checkWords[name]).join(', ')}: <Link href={STATE}>see what to do</Link>
      </p>
    </Notice>
  )
}

/** The inbox has notices of their own for these. */
const saidElsewhere: ReadonlySet<CheckName> = new Set(['quiet', 'disk'])

function State({ check: { ok, toDo } }: { check: Check }) {
  if (!ok) return <Badge kind="bad">wrong</Badge>
  return toDo === true ? <Badge kind="warn">to do</Badge> : <Badge kind="ok">fine</Badge>
}

/** The page on which a member does something about it. */
function Where({ visit, check: { name, ok, toDo } }: { visit: Visit; check: Check }) {
  if (ok && toDo !== true) return null
  const { role } = visit.member ?? {}
  if (name === 'outbox' && role !== 'observer') return <Link href={UNDELIVERED}>Not delivered</Link>
  if (name === 'quiet' && role === 'lead') return <Link href={QUIET}>What waits</Link>
  if (name === 'told') return <Link href="/desk/notices">Notices</Link>
  return null
}

const rank = ({ ok, toDo }: Check): number => (ok ? (toDo === true ? 1 : 2) : 0)

const checkWords = {
  server: 'The server',
  clockwork: 'The clockwork',
  outbox: 'What goes out',
  members: 'Who can sign in',
  quiet: 'Speaking and publishing',
  'key-copy': 'The paper copy of the root key',
  backup: 'The backup',
  disk: 'The disk',
  told: 'Who is told',
  'security.txt': 'security.txt',
  audit: 'The audit log and its checkpoint',
  configuration: 'The configuration of all nodes',
} as const satisfies Record<CheckName, string>
