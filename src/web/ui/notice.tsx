import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icon.tsx'

export type NoticeKind = 'info' | 'ok' | 'warn' | 'bad'

/** Something to know before going on. The kind is said in the title, not by the colour alone. */
export function Notice(props: { kind?: NoticeKind; title?: ComponentChildren; children?: ComponentChildren }) {
  const kind = props.kind ?? 'info'
  return (
    <div class={`notice ${kind}`}>
      <Icon name={icons[kind]} />
      <div class="notice-in">
        {props.title !== undefined && <p class="notice-title">{props.title}</p>}
        {props.children}
      </div>
    </div>
  )
}

const icons = { info: 'info', ok: 'check', warn: 'warning', bad: 'cross' } satisfies Record<NoticeKind, IconName>
