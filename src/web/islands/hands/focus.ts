import { focusOn } from './list.ts'
import { recall, remember } from './memory.ts'

/**
 * Whoever works by keyboard stands somewhere. After an act, and on the way back, they stand there again: at what went
 * wrong, at the word that it was done, or where they were.
 */
const place = 'postern-at'

export function keepFocus(): void {
  window.addEventListener('pagehide', () => {
    const at = document.activeElement
    const row = at?.closest('tr')?.querySelector('a[href]')?.getAttribute('href')
    remember(place, JSON.stringify({ page: location.pathname, row, id: at?.id ?? '' }))
  })
  if (document.querySelector('.triage') !== null || document.activeElement !== document.body) return
  const target =
    document.querySelector('.error-summary') ??
    document.querySelector('main > .notice.ok') ??
    (location.hash === '' ? before() : document.getElementById(decodeURIComponent(location.hash.slice(1))))
  focusOn(target)
}

/** Where this tab was when it left the page, or the row that it left it by. */
function before(): Element | null {
  const { page, row, id } = readPlace()
  if (page !== location.pathname) {
    const link = document.querySelector(`tbody a[href="${CSS.escape(page)}"]`)
    return link?.closest('tr') ?? null
  }
  const link = row === undefined ? null : document.querySelector(`tbody a[href="${CSS.escape(row)}"]`)
  return link?.closest('tr') ?? (id === '' ? null : document.getElementById(id))
}

function readPlace(): { page: string; row?: string; id: string } {
  try {
    return JSON.parse(recall(place) ?? '{"page":"","id":""}')
  } catch {
    return { page: '', id: '' }
  }
}
