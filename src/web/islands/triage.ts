/** What the page of new reports does by itself; its keys are those of all pages (desk.ts). */
const heading = document.querySelector<HTMLElement>('.page-head h1')

// Whoever comes from the last report goes on reading here, and never has to look for where they are.
heading?.setAttribute('tabindex', '-1')
if (location.hash === '') start()
countDown()

function isShown(field: HTMLElement): boolean {
  return field.checkVisibility()
}

/**
 * After an answer that was refused or taken back, the words are what is looked for; else the report. A draft is only
 * shown: whoever comes by with one hand on the keys would write into it.
 */
function start(): void {
  const kept = document.querySelector('.unfolding.wanted[open]')
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
