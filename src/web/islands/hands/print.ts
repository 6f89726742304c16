/** Paper unfolds nothing: what is folded is opened for it, and closed again afterwards. */
export function unfoldToPrint(): void {
  let opened: HTMLDetailsElement[] = []
  window.addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll<HTMLDetailsElement>('main details:not([open])')]
    for (const one of opened) one.open = true
  })
  window.addEventListener('afterprint', () => {
    for (const one of opened) one.open = false
  })
}
