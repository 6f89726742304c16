import type { ComponentChildren } from 'preact'
import { safeHref } from './safe-href.ts'

/**
 * The only place that writes `<a href>`. An address that is not the web, mail or a path of this desk leaves the text
 * and no link. Links that lead out tell the other side nothing about where the reader came from.
 */
export function Link(props: {
  href: string
  children: ComponentChildren
  /** For text by others: no paths of this desk, and the host is shown so that the text cannot claim another one. */
  byOthers?: boolean
  class?: string
  current?: 'page' | 'step' | 'true'
  label?: string
  id?: string
}) {
  const safe = safeHref(props.href, props.byOthers ? 'outside' : 'anywhere')
  if (safe === undefined) return <span class="no-link">{props.children}</span>
  return (
    <>
      <a
        id={props.id}
        class={props.class}
        href={safe.href}
        rel={safe.own ? undefined : 'noreferrer noopener nofollow'}
        aria-current={props.current}
        aria-label={props.label}
      >
        {props.children}
      </a>
      {props.byOthers && safe.host !== undefined && <HostOf host={safe.host} />}
    </>
  )
}

/** Leads to an element of the same page, by its id. */
export function Jump(props: { to: string; children: ComponentChildren; class?: string }) {
  return (
    <a class={props.class} href={`#${encodeURIComponent(props.to)}`}>
      {props.children}
    </a>
  )
}

function HostOf({ host }: { host: string }) {
  return (
    <span class="link-host">
      {' '}
      (<bdi>{host}</bdi>)
    </span>
  )
}
