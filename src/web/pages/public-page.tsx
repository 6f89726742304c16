import type { ComponentChildren, VNode } from 'preact'
import { type Extra, frameOf, html } from '../answer.tsx'
import { languageCookie } from '../language.ts'
import type { Visit } from '../route.ts'
import { Link } from '../ui/link.tsx'
import { type NavItem, Page } from '../ui/page.tsx'
import type { Messages } from './messages/en.ts'
import { directionOf, type Language, languages, MessagesProvider, useMessages } from './messages/languages.ts'
import { Said } from './messages/said.tsx'

export type Place = '/' | '/figures' | '/report' | '/receipt' | '/advisories' | '/team' | '/credits'

/** A page for everybody: the same way around on each, and no script on any. */
export function PublicPage(props: {
  visit: Visit
  title: string
  here?: Place
  /** Its sentences are in the messages of every language. The others are in English, and say so to the browser. */
  translated?: boolean
  /** Where the links for a language lead, where that is not `here`. */
  at?: string
  /** Of a page that asks for a passkey, and of no other. */
  scripts?: readonly string[]
  children: ComponentChildren
}) {
  const { visit } = props
  const language = props.translated ? visit.language : 'en'
  const m = languages[language]
  return (
    <MessagesProvider value={m}>
      <Page
        frame={{ ...frameOf(visit), lang: m.ui.lang, dir: directionOf(language), words: m.ui }}
        title={props.title}
        nav={ways(m, props.here)}
        scripts={props.scripts ?? []}
        footer={<Footer visit={visit} choose={props.translated === true ? (props.at ?? props.here) : undefined} />}
      >
        {props.children}
      </Page>
    </MessagesProvider>
  )
}

/** The sentences for this visitor, for what is said outside of a page: its title, the name of a file. */
export const messagesFor = ({ language }: Pick<Visit, 'language'>): Messages => languages[language]

/** A page that differs by language says so to whatever keeps a copy of it on the way. */
export function translated(visit: Visit, page: VNode, extra: Extra = {}): Response {
  return html(visit, page, {
    ...extra,
    headers: { ...inLanguage(visit), ...extra.headers },
    cookies: [...languageCookie(visit), ...(extra.cookies ?? [])],
  })
}
export const inLanguage = ({ language }: Pick<Visit, 'language'>): Readonly<Record<string, string>> => ({
  'Content-Language': language,
  Vary: 'Accept-Language, Cookie',
})

const ways = ({ nav }: Messages, here?: Place): readonly NavItem[] =>
  [
    { href: '/', label: nav.policy },
    { href: '/report', label: nav.report },
    { href: '/receipt', label: nav.receipt },
    { href: '/advisories', label: nav.advisories },
  ].map((item) => ({ ...item, current: item.href === here }))

function Footer({ visit, choose }: { visit: Visit; choose: string | undefined }) {
  const { foot, account } = useMessages()
  const { onionUrl } = visit.config
  return (
    <>
      <p>
        <Link href="/team">{foot.team}</Link> · <Link href="/credits">{foot.credits}</Link> ·{' '}
        {visit.house.accounts !== null && (
          <>
            <Link href="/account">{account.link}</Link> ·{' '}
          </>
        )}
        <Link href="/sign-in">{foot.signIn}</Link>
      </p>
      {/* Never beside something typed: a link leads away from it. */}
      {choose !== undefined && visit.request.method === 'GET' && <Languages at={choose} now={visit.language} />}
      {onionUrl !== null && !visit.onion && (
        <p>
          <Said text={foot.tor} onion={<Link href={onionUrl}>{new URL(onionUrl).host}</Link>} />
        </p>
      )}
      <p>{foot.runs}</p>
    </>
  )
}

function Languages({ at, now }: { at: string; now: Language }) {
  const { foot } = useMessages()
  return (
    <nav aria-label={foot.languages}>
      {Object.entries(languages).map(([language, { called }], index) => (
        <span key={language}>
          {index > 0 && ' · '}
          <Link href={`${at}?language=${language}`} current={language === now ? 'true' : undefined}>
            <bdi lang={language}>{called}</bdi>
          </Link>
        </span>
      ))}
    </nav>
  )
}
