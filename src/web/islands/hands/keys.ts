import { type Key, type KeyPage, keysOn } from '../../keys.ts'
import { keepAll } from './kept-texts.ts'
import { drawHelp } from './key-help.ts'
import { focusOn, isShown, listed } from './list.ts'
import { showNews } from './news.ts'

/** Listens for the keys of the table. They do what a press on the page would do, and nothing else. */
export function listenToKeys(): void {
  const help = document.querySelector<HTMLDialogElement>('dialog#keys')
  if (help === null) return
  const on = help.dataset.on === 'yes'
  const keys = keysOn(help.dataset.page as KeyPage | undefined)
  let first = ''
  let firstAt = 0
  let sent = false
  document.documentElement.classList.toggle('keys', on)
  document.querySelector('#show-keys')?.addEventListener('click', () => showHelp(help))
  /** A page that the back button brings back takes keys again. */
  window.addEventListener('pageshow', () => {
    sent = false
  })
  document.addEventListener('submit', (event) => {
    sent ||= !(event.target instanceof HTMLFormElement && event.target.method === 'dialog')
  })

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey || event.metaKey || event.isComposing) return
    const at = event.target instanceof HTMLElement ? event.target : document.body
    if (at.matches('textarea, select, input:not([type=checkbox], [type=radio]), [contenteditable]')) {
      if (!sent && inField(event, at)) event.preventDefault()
      return
    }
    if (!on || event.ctrlKey || event.repeat || sent || document.querySelector('dialog[open]') !== null) return
    const pressed = letterOf(event)
    const two = performance.now() - firstAt < 1_500 ? `${first} ${pressed}` : ''
    const key = keys.find((one) => one.keys === two) ?? keys.find((one) => one.keys === pressed)
    const begins = first !== pressed && keys.some((one) => one.keys.startsWith(`${pressed} `))
    first = begins ? pressed : ''
    firstAt = performance.now()
    if (begins && key === undefined) return event.preventDefault()
    if (key !== undefined && carryOut(key, help)) event.preventDefault()
  })
}

/** On keyboards of other scripts the same place does. */
const letterOf = ({ key, code }: KeyboardEvent): string =>
  /^[!-~]$/.test(key) ? key.toLowerCase() : /^Key[A-Z]$/.test(code) ? code.slice(3).toLowerCase() : key

function carryOut({ keys, does }: Key, help: HTMLDialogElement): boolean {
  if (typeof does === 'object') {
    if ('go' in does) void keepAll().then(() => location.assign(does.go))
    else step(does.step)
    return true
  }
  switch (does) {
    case 'help':
      return showHelp(help)
    case 'new':
      return showNews()
    case 'open':
      return follow(here()?.querySelector<HTMLElement>('a[href]'))
    case 'take':
      return follow(here()?.querySelector<HTMLElement>('button[name=take]'))
    case 'choose':
      return follow(here()?.querySelector<HTMLElement>('input[type=checkbox]'))
    case 'press':
      return press(keys)
    default:
      return false
  }
}

function showHelp(help: HTMLDialogElement): true {
  drawHelp(help)
  help.showModal()
  return true
}

const here = (): Element | undefined => listed().find((one) => one.contains(document.activeElement))

function step(by: 1 | -1): void {
  const all = listed()
  const now = all.findIndex((one) => one.contains(document.activeElement))
  const next = all[now < 0 ? (by === 1 ? 0 : all.length - 1) : now + by]
  if (next !== undefined) focusOn(next)
}

/** What carries this key: in a list only within the row where one is. */
function press(key: string): boolean {
  const marked = [...document.querySelectorAll<HTMLElement>(`[aria-keyshortcuts="${CSS.escape(key)}"]`)].filter(
    (one) => isShown(one) || one.closest('details') !== null,
  )
  const row = here()
  const target = marked.find((one) => row?.contains(one)) ?? marked.find((one) => one.closest('tbody') === null)
  if (target === undefined) return false
  const unfolds = target.localName === 'summary'
  openAround(unfolds ? target.parentElement?.parentElement : target)
  if (unfolds) unfold(target.parentElement)
  else if (['textarea', 'input'].includes(target.localName)) target.focus()
  else target.click()
  return true
}

/** What is folded away shows itself first. */
function openAround(element: Element | null | undefined): void {
  const folded = element?.closest('details')
  if (folded == null) return
  folded.open = true
  openAround(folded.parentElement)
}

function follow(target: HTMLElement | null | undefined): boolean {
  target?.click()
  return target != null
}

/** Opens what the key is for, and goes to what is to be filled in there. From inside it closes again. */
function unfold(folded: Element | null): void {
  if (!(folded instanceof HTMLDetailsElement)) return
  folded.open = !(folded.open && folded.contains(document.activeElement))
  const field = folded.open ? [...folded.querySelectorAll<HTMLElement>('textarea, select')].find(isShown) : undefined
  const summary = folded.querySelector<HTMLElement>('summary')
  ;(field ?? summary)?.focus()
  folded.scrollIntoView({ block: 'nearest' })
}

/** While somebody writes, letters are letters. */
function inField(event: KeyboardEvent, at: HTMLElement): boolean {
  if (event.key === 'Escape') {
    focusOn(document.querySelector('.triage h1') ?? at.closest('.card, .more, form') ?? document.querySelector('h1'))
    return true
  }
  if (event.key !== 'Enter' || !event.ctrlKey || !at.matches('textarea')) return false
  at.closest('form')?.requestSubmit()
  return true
}
