import type { ApiAnswer, Member, Staffed } from './staffed-house.ts'

/** Gives one command over the API; a refusal is an answer like any other. */
export const command = (
  desk: Pick<Staffed, 'api'>,
  by: Pick<Member, 'token'>,
  number: string,
  body: Words,
): Promise<ApiAnswer> =>
  desk.api('POST', `/api/v1/cases/${number}/commands`, { body, headers: { authorization: `Bearer ${by.token}` } })

export interface Words {
  readonly type: string
  readonly [field: string]: unknown
}

/** What each step of the default policy takes, in its order. */
const steps = [
  { type: 'AcceptReport' },
  { type: 'ConfirmReproduction' },
  { type: 'OfferFix', text: 'Please try this build.' },
  { type: 'VerifyFix', holds: true },
  { type: 'ReleaseFix', version: '1.2.3', url: 'https://example.org/1.2.3' },
] as const satisfies readonly Words[]

export const advisoryWords = {
  title: 'A way around the lock',
  summary: 'The lock could be passed.',
  impact: 'Anybody can come in.',
  mitigation: 'Update to 1.2.3.',
  affected: [{ product: 'Lantern', introduced: '0', fixed: '1.2.3' }],
}

/** Takes a case up to its release and writes the advisory, without publishing it. */
export async function toRelease(
  desk: Pick<Staffed, 'api'>,
  by: Pick<Member, 'token'>,
  number: string,
  words: object = advisoryWords,
): Promise<void> {
  for (const step of steps) await accepted(desk, by, number, step)
  await accepted(desk, by, number, { type: 'DraftAdvisory', fields: words })
  // Whoever chose in the report is not asked again.
  await command(desk, by, number, { type: 'AskCredit' })
}

export async function accepted(
  desk: Pick<Staffed, 'api'>,
  by: Pick<Member, 'token'>,
  number: string,
  body: Words,
): Promise<void> {
  const done = await command(desk, by, number, body)
  if (done.status !== 200) throw new Error(`${body.type} goes through: ${done.text}`)
}
