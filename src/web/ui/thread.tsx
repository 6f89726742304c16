import type { ComponentChildren } from 'preact'
import { Icon } from './icon.tsx'
import { Time } from './time.tsx'

/** The conversation of one case, oldest first. */
export function Thread(props: { children: ComponentChildren; label: string }) {
  return (
    <ol class="thread" aria-label={props.label}>
      {props.children}
    </ol>
  )
}

/** One message as a letter: who, when, and who else can read it. */
export function Message(props: {
  who: ComponentChildren
  at: number
  children: ComponentChildren
  /** What they are here: reporter, lead, guest. */
  role?: ComponentChildren
  /** Said on every message in words: "Reporter and team", "Team only". */
  audience?: string
  /** `team` draws it apart, so that nobody mistakes a note for an answer. */
  kind?: 'theirs' | 'ours' | 'team'
  /** Files, or what can be done with it. */
  foot?: ComponentChildren
  id?: string
  lang?: string
}) {
  const kind = props.kind ?? 'theirs'
  return (
    <li class={`message ${kind}`} id={props.id}>
      <article>
        <header class="message-head">
          <span class="message-who">{props.who}</span>
          {props.role !== undefined && <span class="message-role">{props.role}</span>}
          <Time at={props.at} lang={props.lang} />
          {props.audience !== undefined && (
            <span class="message-audience">
              <Icon name={kind === 'team' ? 'lock' : 'people'} />
              {props.audience}
            </span>
          )}
        </header>
        <div class="message-text">{props.children}</div>
        {props.foot !== undefined && <footer class="message-foot">{props.foot}</footer>}
      </article>
    </li>
  )
}

/** Something that happened, told in one line between the messages. */
export function Happened(props: { at: number; children: ComponentChildren; lang?: string }) {
  return (
    <li class="happened">
      <span class="happened-what">{props.children}</span> <Time at={props.at} lang={props.lang} />
    </li>
  )
}
