import type { ComponentChildren } from 'preact'

/** A part of a page under its own heading. */
export function Section(props: {
  title: ComponentChildren
  children: ComponentChildren
  id?: string
  level?: 2 | 3
  /** On a sheet of its own, where a page holds several things to work on. */
  card?: boolean
  /** Beside the heading: a count, a badge, a link. */
  aside?: ComponentChildren
}) {
  const Heading = props.level === 3 ? 'h3' : 'h2'
  return (
    <section class={props.card ? 'section card' : 'section'} id={props.id}>
      <div class="section-head">
        <Heading>{props.title}</Heading>
        {props.aside}
      </div>
      {props.children}
    </section>
  )
}

/** The heading of the page with what belongs to it. */
export function PageHead(props: {
  title: ComponentChildren
  over?: ComponentChildren
  lead?: ComponentChildren
  children?: ComponentChildren
}) {
  return (
    <div class="page-head">
      {props.over !== undefined && <p class="page-over">{props.over}</p>}
      <h1>{props.title}</h1>
      {props.lead !== undefined && <p class="page-lead">{props.lead}</p>}
      {props.children}
    </div>
  )
}

/** Text for reading, at the width of a letter. */
export function Prose({ children }: { children: ComponentChildren }) {
  return <div class="prose">{children}</div>
}

/** An editor and what comes of it, or a case and its facts, side by side; below one another where it is narrow. */
export function Beside(props: {
  children: ComponentChildren
  aside: ComponentChildren
  label: string
  even?: boolean
}) {
  return (
    <div class={props.even ? 'beside even' : 'beside'}>
      <div class="beside-main">{props.children}</div>
      <aside class="beside-aside" aria-label={props.label}>
        {props.aside}
      </aside>
    </div>
  )
}

/** A kind word where there is nothing yet, and what to do about it. */
export function Empty(props: { title: ComponentChildren; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <p class="empty-title">{props.title}</p>
      {props.children}
    </div>
  )
}
