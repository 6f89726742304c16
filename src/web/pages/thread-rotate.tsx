import type { ReceiptOffer } from '../../desk/desk.ts'
import { seeOther } from '../answer.tsx'
import type { PageForm } from '../guard.ts'
import type { Visit } from '../route.ts'
import { Actions, Button, ButtonLink } from '../ui/button.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { ReceiptCode } from '../ui/receipt-code.tsx'
import { PageHead, Section } from '../ui/section.tsx'
import { filled, Said } from './messages/said.tsx'
import { messagesFor, PublicPage, translated } from './public-page.tsx'
import { threadSession } from './receipt.tsx'
import { ReceiptSheet } from './receipt-sheet.tsx'
import { showThread } from './thread.tsx'
import type { FormName } from './thread-state.ts'

/**
 * A new code in two steps, as with a report: it is shown and saved first, and takes the old one's place when its holder
 * says so. An answer that gets lost on the way locks nobody out.
 */
export async function rotateReceipt(visit: Visit, { fields }: PageForm): Promise<Response> {
  const { reporter } = visit
  const number = reporter === null ? undefined : (await visit.desk.thread(reporter))?.view.number
  if (reporter === null || number === undefined) return seeOther('/receipt')
  if (reporter.account?.began === 'mail') return seeOther('/thread')
  if (fields.do !== 'replace') return offered(visit, number, visit.desk.offerReceipt(reporter))
  const code = await visit.desk.rotateReceipt(reporter, offerIn(fields))
  return typeof code === 'string' ? replaced(visit, code, number) : notReplaced(visit)
}

/** The same form once its session ended with the old code: a second press, or an answer that got lost. */
export async function rotatedBefore(visit: Visit, { fields }: PageForm): Promise<Response | undefined> {
  const done = fields.do === 'replace' ? await visit.desk.replacedBy(offerIn(fields)) : undefined
  return done && replaced(visit, done.receipt, done.number)
}

const offerIn = ({ from = '', id = '' }: PageForm['fields']): ReceiptOffer => ({ from, id })

function offered(visit: Visit, number: string, { offer, receipt }: ReturnType<Visit['desk']['offerReceipt']>) {
  const { code, receipt: words } = messagesFor(visit)
  const m = code.replace
  return translated(
    visit,
    <PublicPage visit={visit} title={filled(m.page, { number })} here="/receipt" translated>
      <PageHead over={<bdi>{number}</bdi>} title={m.title} lead={m.lead} />
      <Section card title={m.yours}>
        <Notice kind="warn" title={m.saveNow}>
          <p>{m.fromThen}</p>
        </Notice>
        <ReceiptCode code={receipt} />
        <Form action="/receipt/file" hidden={{ token: visit.openToken, code: receipt, number }} label={m.saveForm}>
          <Actions>
            <Button>{words.save}</Button>
          </Actions>
        </Form>
        <Form action="/thread/rotate" hidden={{ token: visit.formToken, ...offer }} label={m.now}>
          <p>
            <Said
              text={messagesFor(visit).review.begins}
              word={
                <strong translate={false} dir="ltr">
                  {receipt.split('-')[0]}
                </strong>
              }
            />
          </p>
          <Actions>
            <Button kind="primary" name="do" value="replace">
              {m.now}
            </Button>
            <ButtonLink href="/thread" kind="quiet">
              {m.keep}
            </ButtonLink>
          </Actions>
        </Form>
      </Section>
    </PublicPage>,
  )
}

/** The session of the old code is over. Whoever sees this page goes on under the new one. */
async function replaced(visit: Visit, code: string, number: string): Promise<Response> {
  const access = await visit.desk.openReceipt(code)
  const cookies = access !== undefined && 'stream' in access ? [await threadSession(visit, access)] : []
  const { replace: m } = messagesFor(visit).code
  return translated(
    visit,
    <PublicPage visit={visit} title={filled(m.page, { number })} here="/receipt" translated>
      <PageHead
        over={<bdi>{number}</bdi>}
        title={m.works}
        lead={m.worksLead(visit.config.limits.replacedReceiptDays)}
      />
      <ReceiptSheet visit={visit} receipt={{ code, number, receivedAt: null, answerBy: null }} />
    </PublicPage>,
    { cookies },
  )
}

/** Two windows were open, and the other one was first. */
function notReplaced(visit: Visit): Promise<Response> {
  const text = messagesFor(visit).unsent.replacedElsewhere
  const form: FormName = 'rotate'
  return showThread(visit, { refused: { form, typed: {}, problems: [{ field: 'text', text }] } }, 409)
}
