import { seeOther } from '../answer.tsx'
import type { PageForm } from '../guard.ts'
import type { Visit } from '../route.ts'
import { messagesFor } from './public-page.tsx'
import { mayAskMail } from './report-told.ts'
import { showThread } from './thread.tsx'

/** By mail, by a feed, or not at all. */
export async function chooseHowTold(visit: Visit, form: PageForm): Promise<Response> {
  const { reporter, house } = visit
  if (reporter === null) return seeOther('/receipt')
  switch (form.fields.do) {
    case 'feed':
      // Shown once: the page itself is the answer.
      return showThread(visit, { madeFeed: await house.notices.makeFeed(reporter) }, 200)
    case 'no-feed':
      await house.notices.endFeed(reporter)
      break
    case 'no-mail':
      await house.notices.stopMail(reporter)
      break
    default: {
      const may = await mayAskMail(visit)
      if (may && (await house.notices.askMail(reporter, form.fields.address ?? ''))) break
      const text = may
        ? 'This does not look like a mail address we could safely write to, such as name@example.org.'
        : messagesFor(visit).unsent.manyMails
      return showThread(
        visit,
        { refused: { form: 'told', typed: form.fields, problems: [{ field: 'address', text }] } },
        422,
      )
    }
  }
  return seeOther('/thread?done=told')
}
