import { keepAll } from './kept-texts.ts'

/**
 * Hears that there is something new and says so in one place that moves nothing. The line carries numbers alone; what
 * they mean is asked of the desk, and shown when this member presses for it.
 */
let place: HTMLElement | null = null
let stream: EventSource | null = null
let where = ''

export function hearNews(): void {
  place = document.querySelector<HTMLElement>('#new-here')
  if (place === null) return
  // A browser opens six lines to one desk at most, so only the page that is looked at holds one.
  document.addEventListener('visibilitychange', () => (document.visibilityState === 'visible' ? listen() : hangUp()))
  window.addEventListener('pagehide', hangUp)
  window.addEventListener('pageshow', listen)
  if (document.visibilityState === 'visible') listen()
}

/** Shows what is new, as the button does. False where there is nothing. */
export function showNews(): boolean {
  const button = place?.querySelector('button')
  button?.click()
  return button != null
}

function hangUp(): void {
  stream?.close()
  stream = null
}

function listen(): void {
  const from = place?.dataset.from
  if (stream !== null || from === undefined) return
  stream = new EventSource(from)
  stream.addEventListener('news', () => void ask(from))
  stream.addEventListener('error', () => {
    if (stream?.readyState !== EventSource.CLOSED) return
    hangUp()
    void ask(from)
  })
}

interface Said {
  readonly said: string | null
  readonly at?: string
}

/** What the numbers mean, in the desk's own words; or that this session is over. */
async function ask(from: string): Promise<void> {
  const answer = await fetch(from, { headers: { accept: 'application/json' } }).catch(() => undefined)
  if (answer === undefined) return
  if (answer.status === 404) return say('You are signed out here. What you wrote is kept.', false)
  if (!answer.ok) return
  const { said, at = '' } = (await answer.json()) as Said
  where = at
  if (said !== null) say(said, true)
}

function say(words: string, shows: boolean): void {
  const line = document.createElement('p')
  line.append(words)
  if (shows) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'button'
    button.textContent = 'Show'
    button.addEventListener('click', () => void show())
    line.append(' ', button)
  }
  place?.replaceChildren(line)
}

/** The page once more. What is being written was kept, or is kept on the way. */
async function show(): Promise<void> {
  await keepAll()
  const to = place?.dataset.show ?? location.pathname
  const here = location.pathname + location.search === to
  history.replaceState(null, '', here ? `${to}${where}` : location.href)
  if (here) location.reload()
  else location.assign(`${to}${where}`)
}
