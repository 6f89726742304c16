/**
 * One key for each act of the page of new reports. The keys press the page's own buttons, so everything they do is done
 * by the same forms as without them, and nothing is sent that the page does not show.
 */
const off = 'postern-keys-off'
const heading = document.querySelector<HTMLElement>('.page-head h1')
const toggle = document.querySelector<HTMLInputElement>('#keys-on')
let sent = false

document.documentElement.classList.toggle('keys', remembered(off) === null)
document.documentElement.classList.add('with-script')
if (toggle) toggle.checked = remembered(off) === null
toggle?.addEventListener('change', () => {
  remember(off, toggle.checked ? null : 'yes')
  document.documentElement.classList.toggle('keys', toggle.checked)
})

// Whoever comes from the last report goes on reading here, and never has to look for where they are.
heading?.setAttribute('tabindex', '-1')
if (location.hash === '') start()
countDown()

/** A page that the back button brings back takes keys again. */
window.addEventListener('pageshow', () => {
  sent = false
})
document.addEventListener('submit', () => {
  sent = true
})

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.altKey || event.metaKey) return
  const at = event.target instanceof HTMLElement ? event.target : document.body
  if (at.matches('textarea, select, input:not([type=checkbox])')) return inField(event, at)
  if (event.ctrlKey || event.shiftKey || event.repeat || sent || toggle?.checked !== true) return
  const pressed = document.querySelector<HTMLElement>(`[aria-keyshortcuts="${CSS.escape(event.key.toLowerCase())}"]`)
  if (event.key === 'w') unfold(document.querySelector('#whole-report'))
  else if (pressed === null) return
  else if (pressed.localName === 'summary') unfold(pressed.parentElement)
  else pressed.click()
  event.preventDefault()
})

/** While somebody writes, letters are letters. */
function inField(event: KeyboardEvent, at: HTMLElement): void {
  if (event.key === 'Escape') heading?.focus()
  else if (event.key === 'Enter' && event.ctrlKey && !sent) at.closest('form')?.requestSubmit()
  else return
  event.preventDefault()
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

function isShown(field: HTMLElement): boolean {
  return field.checkVisibility()
}

/** After an answer that was refused or taken back, the words are what is looked for; else the report. */
function start(): void {
  const kept = document.querySelector('.unfolding[open]')
  const first = document.querySelector<HTMLElement>('.error-summary')
  const field = kept === null ? undefined : [...kept.querySelectorAll<HTMLElement>('textarea, select')].find(isShown)
  ;(first ?? field ?? heading)?.focus()
}

/** How long each act can still be undone. The page says it once, and the numbers go on from there. */
function countDown(): void {
  const clocks = [...document.querySelectorAll<HTMLElement>('[data-until]')]
  const began = performance.now()
  if (clocks.length === 0) return
  const timer = setInterval(() => {
    for (const clock of clocks) {
      const left = Math.ceil((Number(clock.dataset.until) - (performance.now() - began)) / 1_000)
      clock.textContent = left > 0 ? `${left} s` : 'a moment'
    }
    if (clocks.every((clock) => clock.textContent === 'a moment')) clearInterval(timer)
  }, 1_000)
}

/** Storage may be switched off; then the keys are on each time. */
function remembered(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

function remember(name: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name)
    else localStorage.setItem(name, value)
  } catch {
    // It holds until the next page, and does no harm.
  }
}
