import type { DraftSaved } from '../../desk/desk.ts'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { FileList } from '../ui/file-list.tsx'
import { Form } from '../ui/form.tsx'
import { Link } from '../ui/link.tsx'
import { Notice } from '../ui/notice.tsx'
import { ReceiptCode } from '../ui/receipt-code.tsx'
import { PageHead, Section } from '../ui/section.tsx'
import type { Messages } from './messages/en.ts'
import { Said } from './messages/said.tsx'
import { PerhapsNotHere } from './not-here.tsx'
import { messagesFor, PublicPage } from './public-page.tsx'
import { ReadBack } from './read-back.tsx'
import { reportFields, type Typed } from './report-fields.ts'

/** Everything once more, exactly as it will arrive, and the code before it works: whoever saves it now cannot lose it. */
export function ReportReviewPage(props: { visit: Visit; draft: DraftSaved; signedIn: boolean }) {
  const { visit, draft } = props
  const { review: m, credit, tell, account } = messagesFor(visit)
  const first = draft.receipt.split('-')[0] ?? ''
  return (
    <PublicPage visit={visit} title={m.page} here="/report" translated>
      <PageHead title={m.title} lead={m.lead} />
      <PerhapsNotHere policy={visit.desk.policy().policy} typed={draft.form} />
      <Section title={m.yours}>
        <ReadBack
          said={reportFields
            .filter((field) => isSent(field, draft.form))
            .map((field) => ({ field, text: said(field, draft.form, m.yes, credit.chosen, tell.chosen) }))}
        />
        {draft.files.length > 0 && (
          <Section level={3} title={m.files}>
            <FileList label={m.files} files={draft.files.map(({ name, size, sha256 }) => ({ name, size, sha256 }))} />
          </Section>
        )}
      </Section>
      {props.signedIn && (
        <Notice>
          <p>
            <Said text={account.sends} link={<Link href="/account">{account.link}</Link>} />
          </p>
        </Notice>
      )}
      <Section card title={m.code}>
        <Notice kind="warn" title={m.saveNow}>
          <p>{m.onlyWay}</p>
        </Notice>
        <ReceiptCode code={draft.receipt} />
        <Form action="/report" hidden={{ token: visit.formToken, draft: draft.secret }} label={m.send}>
          <p>
            <Said
              text={m.begins}
              word={
                <strong dir="ltr" translate={false}>
                  {first}
                </strong>
              }
            />
          </p>
          <Actions>
            <Button kind="primary" name="do" value="send">
              {m.send}
            </Button>
            <Button name="do" value="edit">
              {m.change}
            </Button>
          </Actions>
        </Form>
      </Section>
    </PublicPage>
  )
}

/** What was typed under a choice that was not taken is not sent, and so not shown. */
const isSent = (field: string, typed: Typed): boolean => {
  if (field === 'creditName' || field === 'creditUrl') return typed.credit === 'named'
  return field !== 'tellMail' || typed.tell === 'mail'
}

function said(
  field: string,
  typed: Typed,
  yes: string,
  credits: Messages['credit']['chosen'],
  tells: Messages['tell']['chosen'],
): string {
  const value = typed[field] ?? ''
  if (field === 'credit') return credits[value] ?? value
  if (field === 'tell') return tells[value] ?? value
  return value === 'yes' && (field === 'exploited' || field === 'aiReviewed') ? yes : value
}
