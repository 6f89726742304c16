/** The things that this page lists one below the other: cases, or messages. */
export const listed = (): HTMLElement[] =>
  [...document.querySelectorAll<HTMLElement>('tbody tr:not(.group), .thread > li')].filter(isShown)

export const isShown = (element: Element): boolean => element.checkVisibility()

/** A row is where its link is; everything else takes the focus itself. */
export function focusOn(element: Element | null): void {
  const target = element?.matches('tr') ? element.querySelector<HTMLElement>('a[href]') : element
  if (!(target instanceof HTMLElement)) return
  if (!target.matches('a, button, input, textarea, select, summary')) target.tabIndex = -1
  target.focus({ preventScroll: true })
  target.scrollIntoView({ block: 'nearest' })
}
