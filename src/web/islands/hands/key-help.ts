import { type KeyPage, keysOf } from '../../keys.ts'

const titles = { inbox: 'In the inbox', case: 'On a case', triage: 'On a new report' } as const

/** The keys of this page as a dialog, with the switch that turns them off. */
export function drawHelp(help: HTMLDialogElement): void {
  if (help.childElementCount > 0) return
  const page = help.dataset.page as KeyPage | undefined
  const title = made('h2', 'Keys')
  title.id = 'keys-title'
  help.setAttribute('aria-labelledby', title.id)
  help.append(title, ...(page === undefined ? [] : list(titles[page], page)), ...list('Everywhere', 'everywhere'))
  help.append(
    buttons(help.dataset.on === 'yes', document.querySelector<HTMLInputElement>('input[name=token]')?.value ?? ''),
  )
}

function list(title: string, of: keyof typeof keysOf): Element[] {
  const rows = document.createElement('dl')
  rows.className = 'key-map'
  for (const { keys, what } of keysOf[of]) {
    const row = document.createElement('div')
    const term = document.createElement('dt')
    for (const key of keys.split(' ')) term.append(made('kbd', key), ' ')
    row.append(term, made('dd', what))
    rows.append(row)
  }
  return [made('h3', title), rows]
}

function buttons(on: boolean, token: string): Element {
  const row = document.createElement('div')
  row.className = 'actions'
  const change = document.createElement('form')
  change.method = 'post'
  change.action = '/desk/account/keys'
  for (const [name, value] of Object.entries({ token, on: on ? 'no' : 'yes' })) {
    const field = document.createElement('input')
    Object.assign(field, { type: 'hidden', name, value })
    change.append(field)
  }
  change.append(button(on ? 'Switch single keys off' : 'Switch single keys on', 'secondary'))
  const close = document.createElement('form')
  close.method = 'dialog'
  close.append(button('Close', 'primary'))
  row.append(close, change)
  return row
}

function button(words: string, kind: string): Element {
  const one = made('button', words)
  one.className = `button ${kind}`
  return one
}

function made(name: string, words: string): HTMLElement {
  const one = document.createElement(name)
  one.textContent = words
  return one
}
