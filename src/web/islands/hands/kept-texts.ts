/**
 * Saves what is being written, a moment after the last key and when the page is left. The button "Keep draft" does the
 * same without a script.
 */
const pause = 1_200

const saves: (() => Promise<void>)[] = []

/** Everything that is being written is kept before the page is left on purpose; a desk that does not answer holds nobody up. */
export const keepAll = (): Promise<unknown> =>
  Promise.race([Promise.all(saves.map((save) => save())), new Promise((resolve) => setTimeout(resolve, 2_000))])

export function keepTexts(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-keep]')) keep(form, form.dataset.keep ?? '')
}

function keep(form: HTMLFormElement, path: string): void {
  const says = form.querySelector<HTMLElement>('[data-kept]')
  let timer = 0
  let dirty = false
  let sent = false
  const save = async (leaving: boolean): Promise<void> => {
    clearTimeout(timer)
    if (!dirty || sent) return
    dirty = false
    try {
      const answer = await fetch(path, { method: 'POST', body: wordsOf(form), keepalive: leaving, redirect: 'error' })
      if (says) says.textContent = answer.ok ? 'Draft kept.' : 'This draft could not be kept. Copy it before you go.'
      dirty ||= !answer.ok
    } catch {
      dirty = true
      if (says) says.textContent = 'The desk cannot be reached. What you wrote is only on this page.'
    }
  }
  saves.push(() => save(true))
  form.addEventListener('input', () => {
    dirty = true
    if (says) says.textContent = ''
    clearTimeout(timer)
    timer = window.setTimeout(() => void save(false), pause)
  })
  form.addEventListener('submit', () => {
    sent = true
  })
  window.addEventListener('pageshow', () => {
    sent = false
  })
  window.addEventListener('pagehide', () => void save(true))
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void save(true)
  })
}

/** Everything but files, which are chosen again. */
function wordsOf(form: HTMLFormElement): URLSearchParams {
  const words = new URLSearchParams()
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') words.append(name, value)
  return words
}
