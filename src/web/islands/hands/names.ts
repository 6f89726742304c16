/** While a note is written: after `@` the names on the team, to be chosen by arrow and Enter, or passed over by writing on. */
export function suggestNames(): void {
  const names = [...document.querySelectorAll<HTMLOptionElement>('datalist#team-names option')].map(
    ({ value }) => value,
  )
  if (names.length === 0) return
  for (const field of document.querySelectorAll<HTMLTextAreaElement>('textarea[data-names]')) suggest(field, names)
}

function suggest(field: HTMLTextAreaElement, names: readonly string[]): void {
  const list = document.createElement('ul')
  list.id = `${field.id}-names`
  list.className = 'names'
  list.role = 'listbox'
  list.ariaLabel = 'Members'
  list.hidden = true
  field.after(list)
  field.setAttribute('aria-autocomplete', 'list')
  field.setAttribute('aria-controls', list.id)
  let chosen = 0

  const fits = (): readonly string[] => {
    const begun = begunName(field)
    return begun === null ? [] : names.filter((name) => continues(name, begun)).slice(0, 6)
  }
  const close = () => {
    list.hidden = true
    field.removeAttribute('aria-activedescendant')
  }
  const draw = () => {
    const found = fits()
    if (found.length === 0) return close()
    chosen = Math.min(chosen, found.length - 1)
    list.replaceChildren(
      ...found.map((name, index) => {
        const option = document.createElement('li')
        option.id = `${list.id}-${index}`
        option.role = 'option'
        option.ariaSelected = String(index === chosen)
        option.textContent = name
        option.addEventListener('pointerdown', (event) => {
          event.preventDefault()
          put(field, name)
          close()
        })
        return option
      }),
    )
    list.hidden = false
    field.setAttribute('aria-activedescendant', `${list.id}-${chosen}`)
  }

  field.addEventListener('input', () => {
    chosen = 0
    draw()
  })
  field.addEventListener('blur', close)
  field.addEventListener('keydown', (event) => {
    if (list.hidden || event.ctrlKey || event.isComposing) return
    const found = fits()
    if (event.key === 'ArrowDown') chosen = (chosen + 1) % found.length
    else if (event.key === 'ArrowUp') chosen = (chosen + found.length - 1) % found.length
    else if (event.key === 'Enter' || event.key === 'Tab') put(field, found[chosen] ?? '')
    else if (event.key !== 'Escape') return
    event.preventDefault()
    if (event.key.startsWith('Arrow')) draw()
    else close()
  })
}

/** Whoever wrote the whole name goes on writing. */
const continues = (name: string, begun: string): boolean =>
  name.length > begun.length && name.toLowerCase().startsWith(begun.toLowerCase())

/** What stands between the `@` and the caret, where a name is being written. */
function begunName(field: HTMLTextAreaElement): string | null {
  const before = field.value.slice(0, field.selectionStart)
  return /(?:^|[^\p{L}\p{N}_])@([\p{L}\p{N} ._-]{0,40})$/u.exec(before)?.[1] ?? null
}

function put(field: HTMLTextAreaElement, name: string): void {
  const begun = begunName(field)
  if (begun === null || name === '') return
  const at = field.selectionStart
  field.setRangeText(`${name} `, at - begun.length, at, 'end')
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
