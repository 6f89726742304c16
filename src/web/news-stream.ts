import { problem } from './answer.tsx'
import type { Visit } from './route.ts'

/** One piece of news: numbers alone. The id lets a browser that comes back say what it has heard already. */
export interface Told {
  readonly id: string
  readonly data: Readonly<Record<string, number>>
}

/**
 * A line that stays open (HTML Standard, section 9.2, server-sent events). Whether this session may still hear is asked
 * before each thing that is told. `undefined` where the browser did not ask for a stream.
 */
export async function newsStream(
  visit: Visit,
  look: () => Promise<Told | null | 'over'>,
): Promise<Response | undefined> {
  const { request, member, signedIn } = visit
  const wanted = request.method === 'GET' && /\btext\/event-stream\b/.test(request.headers.get('accept') ?? '')
  if (!wanted || member === null || signedIn === null) return undefined
  let heard = request.headers.get('last-event-id') ?? ''
  let stop: (() => void) | undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const say = (text: string) => {
        // Whoever does not read what they are told is let go, and comes back by themselves.
        if ((controller.desiredSize ?? 0) < -mostUnread) return end()
        controller.enqueue(Buffer.from(text))
      }
      const end = () => {
        stop?.()
        controller.close()
      }
      const listening = visit.desk.news.listen({
        member: member.member,
        still: () => visit.team.stands(signedIn.session),
        async look() {
          const told = await look()
          if (told === 'over') return end()
          if (told === null || told.id === heard) return
          heard = told.id
          say(`id: ${told.id}\nevent: news\ndata: ${JSON.stringify(told.data)}\n\n`)
        },
        beat: () => say(':\n\n'),
        end: () => controller.close(),
      })
      if (listening === undefined) return
      stop = listening.stop
      // The first bytes go at once, or a proxy would hold the answer back until there is something to tell.
      say(`retry: ${again}\n\n`)
    },
    cancel: () => stop?.(),
  })
  // A browser does not come back to an answer that is none; the page asks once in words instead.
  if (stop === undefined)
    return problem(503, 'too-many-pages', 'Too many pages of this desk wait for news', 'Close some.')
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      // nginx hands on at once what says so, and holds everything else back.
      'X-Accel-Buffering': 'no',
    },
  })
}

/** Milliseconds until a browser comes back. */
const again = 5_000
const mostUnread = 16
