import type { ComponentChildren } from 'preact'
import type { KeyPage } from '../keys.ts'
import { KeyHint } from './button.tsx'
import type { Frame } from './frame.ts'
import { KeyHelp } from './key-help.tsx'
import { Jump, Link } from './link.tsx'
import { english, UiLanguage, useUiWords } from './words.ts'

export interface NavItem {
  readonly href: string
  readonly label: string
  readonly current?: boolean
  /** How many things wait there; shown when above zero. */
  readonly count?: number
}

/**
 * A whole document. The title stands in tabs, histories and screen shares, so it names the kind of page and at most a
 * number, never the text of a case. `scripts` belong to members' pages alone: everything for the public works without.
 */
export function Page(props: {
  frame: Frame
  title: string
  children: ComponentChildren
  /** `letter`: one sheet to read and fill in. `desk`: the wide working page of members. */
  layout?: 'letter' | 'desk'
  nav?: readonly NavItem[]
  /** At the end of the header: who is signed in, or how to leave. */
  account?: ComponentChildren
  footer?: ComponentChildren
  scripts?: readonly string[]
  /** Beside the one style sheet, for pages that are like no other. */
  styles?: readonly string[]
  /** What stands at the top of every sheet of paper: a number, and never words of a case. */
  paper?: string
  /** Which keys a working page has beside those of all of them. */
  keys?: KeyPage
  /** Where a working page hears of news while it is open, and the page that shows them. */
  news?: { readonly from: string; readonly show: string } | undefined
}) {
  const { frame, layout = 'letter' } = props
  const desk = layout === 'desk' ? frame.desk : undefined
  const scripts = [...(desk === undefined ? [] : [desk.script]), ...(props.scripts ?? [])]
  const styles = [...(desk === undefined ? [] : [desk.stylesheet]), ...(props.styles ?? [])]
  const words = frame.words ?? english
  return (
    <UiLanguage.Provider value={words}>
      <html lang={frame.lang} dir={frame.dir}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>{`${props.title} · ${frame.project}`}</title>
          <link rel="icon" type="image/svg+xml" href={frame.favicon} />
          <link rel="stylesheet" href={frame.stylesheet} />
          {styles.map((href) => (
            <link key={href} rel="stylesheet" href={href} />
          ))}
          {scripts.map((src) => (
            <script key={src} type="module" src={src} />
          ))}
        </head>
        <body class={layout} data-paper={props.paper}>
          {props.paper !== undefined && <p class="paper-only">{props.paper}</p>}
          <Jump to="main" class="skip">
            {words.skip}
          </Jump>
          <Header
            frame={frame}
            home={layout === 'desk' ? '/desk' : '/'}
            nav={props.nav}
            account={
              desk === undefined ? (
                props.account
              ) : (
                <>
                  <KeysButton />
                  {props.account}
                </>
              )
            }
          />
          <main id="main" tabindex={-1}>
            {props.children}
          </main>
          <footer class="foot">{props.footer ?? <StandardFooter />}</footer>
          {desk !== undefined && props.news !== undefined && (
            <div id="new-here" role="status" data-from={props.news.from} data-show={props.news.show} />
          )}
          {desk !== undefined && <KeyHelp page={props.keys} on={desk.keys} />}
        </body>
      </html>
    </UiLanguage.Provider>
  )
}

function Header(props: { frame: Frame; home: string; nav?: readonly NavItem[]; account?: ComponentChildren }) {
  const words = useUiWords()
  return (
    <header class="head">
      <div class="head-in">
        <Link href={props.home} class="brand">
          <DoorMark />
          <span class="brand-name">
            <bdi>{props.frame.project}</bdi> <span class="brand-what">{words.security}</span>
          </span>
        </Link>
        {props.nav !== undefined && props.nav.length > 0 && (
          <nav class="head-nav" aria-label={words.main}>
            <ul>
              {props.nav.map((item) => (
                <li key={item.href}>
                  <Link href={item.href} current={item.current ? 'page' : undefined}>
                    {item.label}
                    {item.count !== undefined && item.count > 0 && <bdi class="count">{item.count}</bdi>}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
        )}
        {props.account !== undefined && <div class="head-account">{props.account}</div>}
      </div>
    </header>
  )
}

/** Drawn only where the script runs that it needs. */
function KeysButton() {
  return (
    <button type="button" class="button quiet with-keys" id="show-keys" aria-haspopup="dialog">
      Keys <KeyHint keys="?" />
    </button>
  )
}

/** The small door in a big wall. */
function DoorMark() {
  return (
    <svg class="door" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
      <path class="door-wall" d="M4 2h24a2 2 0 0 1 2 2v26H2V4a2 2 0 0 1 2-2z" />
      <path class="door-leaf" d="M9 30V15a7 7 0 0 1 14 0v15z" />
      <path class="door-lock" d="M16 17.5a2.2 2.2 0 0 1 1.1 4.1l.7 3.4h-3.6l.7-3.4a2.2 2.2 0 0 1 1.1-4.1z" />
    </svg>
  )
}

function StandardFooter() {
  return <p>This desk runs on Postern. Its pages load nothing from anywhere else.</p>
}
