import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'

/** A whole document as text, ready to send. */
export function renderPage(page: VNode): string {
  return `<!doctype html>\n${renderToString(page)}`
}
