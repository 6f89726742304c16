import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser'

/**
 * Passkeys are the one thing here that cannot work without scripts. The form says in hidden fields what to ask for,
 * where, and where to go afterwards; everything else in it is sent along.
 */
const form = document.querySelector<HTMLFormElement>('form#passkey')
const says = document.querySelector<HTMLElement>('#passkey-says')
const button = form?.querySelector('button')

/** The sentences of a page in another language come with it. */
const words: Readonly<Record<string, string>> = JSON.parse(says?.dataset.words ?? '{}')

tell('')
form?.addEventListener('submit', (event) => {
  event.preventDefault()
  void run(form)
})

async function run(asking: HTMLFormElement): Promise<void> {
  if (!browserSupportsWebAuthn())
    return tell(
      words.none ??
        'This browser cannot use passkeys. Please use a current one, at the address that starts with https.',
    )
  const { ceremony, options, verify, next, ...more } = fieldsOf(asking)
  if (button) button.disabled = true
  tell(words.waiting ?? 'Waiting for your passkey …')
  try {
    const response = await ask(ceremony, await post(options, more))
    const { next: first } = (await post(verify, { ...more, next, response })) as { next?: string }
    tell(words.done ?? 'Done.')
    await goOn(first ?? next)
  } catch (failure) {
    tell(sentenceFor(failure))
  } finally {
    if (button) button.disabled = false
  }
}

function ask(ceremony: string | undefined, optionsJSON: unknown) {
  return ceremony === 'create'
    ? startRegistration({ optionsJSON: optionsJSON as PublicKeyCredentialCreationOptionsJSON })
    : startAuthentication({ optionsJSON: optionsJSON as PublicKeyCredentialRequestOptionsJSON })
}

/** Repeats what was asked for before the passkey came in between, or goes to the next page. */
async function goOn(next: string | undefined): Promise<void> {
  const again = document.querySelector<HTMLFormElement>('form#again')
  if (again === null) return location.assign(next ?? '/desk')
  const { token } = (await answerOf(await fetch('/desk/step-up/token'))) as { token: string }
  const field = again.querySelector<HTMLInputElement>('input[name="token"]')
  if (field) field.value = token
  // A field of the form may be called "submit"; the method of that name is meant.
  HTMLFormElement.prototype.submit.call(again)
}

async function post(path: string | undefined, body: object): Promise<unknown> {
  return answerOf(
    await fetch(path ?? '', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    }),
  )
}

class Refused extends Error {}

async function answerOf(response: Response): Promise<unknown> {
  const answer = (await response.json().catch(() => ({}))) as { text?: string }
  if (!response.ok)
    throw new Refused(answer.text ?? words.refused ?? 'The desk did not accept this. Please load the page again.')
  return answer
}

function fieldsOf(asking: HTMLFormElement): Record<string, string> {
  return Object.fromEntries([...new FormData(asking)].map(([name, value]) => [name, String(value)]))
}

function sentenceFor(failure: unknown): string {
  if (failure instanceof Refused) return failure.message
  if (!(failure instanceof Error)) return words.failed ?? 'This did not work. Please try again.'
  if (failure.name === 'NotAllowedError' || failure.name === 'AbortError')
    return (
      words.stopped ?? 'Nothing was done: the passkey was not used, or it took too long. Press the button to try again.'
    )
  if (failure.name === 'InvalidStateError')
    return words.known ?? 'This device holds a passkey of yours for this desk already. Use another one.'
  if (failure.name === 'SecurityError')
    return words.elsewhere ?? 'Passkeys work only at the public address of this desk. Please open the page there.'
  return words.failed ?? 'This did not work. Please load the page again and try once more.'
}

function tell(sentence: string): void {
  if (says) says.textContent = sentence
}
