import type { ComponentChildren } from 'preact'
import { frameOf } from '../answer.tsx'
import type { Visit } from '../route.ts'
import { Link } from '../ui/link.tsx'
import { type NavItem, Page } from '../ui/page.tsx'

export type Place = '/' | '/report' | '/receipt' | '/advisories' | '/team' | '/credits'

/** A page for everybody: the same way around on each, and no script on any. */
export function PublicPage(props: { visit: Visit; title: string; here?: Place; children: ComponentChildren }) {
  return (
    <Page
      frame={frameOf(props.visit)}
      title={props.title}
      nav={ways(props.here)}
      footer={<Footer visit={props.visit} />}
    >
      {props.children}
    </Page>
  )
}

const ways = (here?: Place): readonly NavItem[] =>
  [
    { href: '/', label: 'Policy' },
    { href: '/report', label: 'Report' },
    { href: '/receipt', label: 'I have a receipt' },
    { href: '/advisories', label: 'Advisories' },
  ].map((item) => ({ ...item, current: item.href === here }))

function Footer({ visit }: { visit: Visit }) {
  const { onionUrl } = visit.config
  return (
    <>
      <p>
        <Link href="/team">Team</Link> · <Link href="/credits">Credits</Link> ·{' '}
        <Link href="/sign-in">Members sign in</Link>
      </p>
      {onionUrl !== null && !visit.onion && (
        <p>
          If your network must not know that you were here, use Tor Browser:{' '}
          <Link href={onionUrl}>{new URL(onionUrl).host}</Link>
        </p>
      )}
      <p>This desk runs on Postern. Its pages load nothing from anywhere else, and your IP address is not stored.</p>
    </>
  )
}
