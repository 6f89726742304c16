import { z } from 'zod'
import type { Told } from '../../desk/notices.ts'
import { json, problem } from '../answer.tsx'
import { feedPath } from '../pages/feed-address.tsx'
import { mayAskMail } from '../pages/report-told.ts'
import type { Visit } from '../route.ts'
import { readApiBody } from './api-body.ts'
import type { ApiRoute } from './facts.ts'
import { nothing } from './refusal-answer.ts'
import { unreadable } from './unreadable.ts'

/** How a reporter hears that there is news: the same choice, and the same care, as on the page of the thread. */
const toldBody = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('mail'),
    address: z.string().max(320).describe('A code goes there first, once a day; it is entered at /confirm.'),
  }),
  z.strictObject({ by: z.literal('feed') }).describe('A new feed address. The one before ends.'),
  z.strictObject({ by: z.literal('nothing') }).describe('No more mail, and no feed: you come back with your code.'),
])

const toldAnswer = z.object({
  offers: z.array(z.enum(['mail', 'feed', 'nothing'])).describe('What works at this desk.'),
  mail: z.string().nullable().describe('The confirmed address.'),
  asked: z
    .object({ address: z.string(), refused: z.boolean() })
    .nullable()
    .describe('An address that waits for its code; refused where it takes no mail.'),
  lost: z.string().nullable().describe('An address that was in use, until its server refused it.'),
  feed: z.boolean(),
  feedAddress: z.string().nullable().describe('Shown only in the answer that made it.'),
})

const inside = { kind: 'api', who: 'receipt', path: '/api/v1/thread/told' } as const

export const toldRoutes: readonly ApiRoute[] = [
  {
    ...inside,
    method: 'GET',
    handle: (visit) => answer(visit),
    api: { id: 'told', summary: 'How you hear that there is news', answers: [['200', 'As it is now', toldAnswer]] },
  },
  {
    ...inside,
    method: 'POST',
    handle: choose,
    api: {
      id: 'chooseTold',
      summary: 'Choose how you hear that there is news',
      body: toldBody,
      answers: [
        ['200', 'As it is from now on', toldAnswer],
        ['422', 'An address that cannot be written to, or a desk that sends no mail'],
      ],
    },
  },
]

async function choose(visit: Visit): Promise<Response> {
  const { reporter, house } = visit
  if (reporter === null) return nothing()
  const body = await readApiBody(visit, 'told')
  if (body instanceof Response) return body
  const read = toldBody.safeParse(body.value)
  if (!read.success) return unreadable(read.error, 'The choice cannot be read')
  switch (read.data.by) {
    case 'mail':
      return askMail(visit, read.data.address)
    case 'feed':
      return answer(visit, await house.notices.makeFeed(reporter))
    case 'nothing':
      await house.notices.stopMail(reporter)
      await house.notices.endFeed(reporter)
      return answer(visit)
  }
}

/** The address is only asked: it counts from the moment its code came back. */
async function askMail(visit: Visit, address: string): Promise<Response> {
  const { reporter, house } = visit
  if (reporter === null) return nothing()
  if (!house.notices.mail)
    return problem(422, 'not-offered', 'This desk sends no mail', 'Choose a feed, or come back with your code.')
  if (!(await mayAskMail(visit))) return tooMany()
  if (await house.notices.askMail(reporter, address)) return answer(visit)
  return problem(422, 'invalid', 'This address cannot be written to', 'Send one such as name@example.org.')
}

function tooMany(): Response {
  const later = problem(429, 'too-many', 'Many such mails were asked for', 'Please try again in an hour.')
  later.headers.set('Retry-After', '3600')
  return later
}

async function answer(visit: Visit, feedToken: string | null = null): Promise<Response> {
  const { reporter, house, origin } = visit
  const told: Told | undefined = reporter === null ? undefined : await house.notices.ofReporter(reporter)
  if (told === undefined) return nothing()
  const { mail, asked, lost, feed } = told
  return json({
    offers: house.notices.mail ? ['mail', 'feed', 'nothing'] : ['feed', 'nothing'],
    mail,
    asked: asked && { address: asked.address, refused: asked.refused },
    lost,
    feed,
    feedAddress: feedToken === null ? null : `${origin}${feedPath(feedToken)}`,
  } satisfies z.infer<typeof toldAnswer>)
}
