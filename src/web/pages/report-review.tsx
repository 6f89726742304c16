import type { DraftSaved } from '../../desk/desk.ts'
import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { FileList } from '../ui/file-list.tsx'
import { Form } from '../ui/form.tsx'
import { Notice } from '../ui/notice.tsx'
import { ReceiptCode } from '../ui/receipt-code.tsx'
import { PageHead, Section } from '../ui/section.tsx'
import { PerhapsNotHere } from './not-here.tsx'
import { PublicPage } from './public-page.tsx'
import { ReadBack } from './read-back.tsx'
import { creditWords, reportFields, type Typed, tellWords } from './report-fields.ts'

/** Everything once more, exactly as it will arrive, and the code before it works: whoever saves it now cannot lose it. */
export function ReportReviewPage({ visit, draft }: { visit: Visit; draft: DraftSaved }) {
  const first = draft.receipt.split('-')[0] ?? ''
  return (
    <PublicPage visit={visit} title="Review" here="/report">
      <PageHead title="Is this right?" lead="Not sent yet. This is all that the team will get, as they will read it." />
      <PerhapsNotHere policy={visit.desk.policy().policy} typed={draft.form} />
      <Section title="Your report">
        <ReadBack
          said={reportFields
            .filter((field) => isSent(field, draft.form))
            .map((field) => ({ field, text: said(field, draft.form) }))}
        />
        {draft.files.length > 0 && (
          <Section level={3} title="Files">
            <FileList label="Files" files={draft.files.map(({ name, size, sha256 }) => ({ name, size, sha256 }))} />
          </Section>
        )}
      </Section>
      <Section card title="Your receipt code">
        <Notice kind="warn" title="Not sent yet. Save this code now: it starts to work when you press Send.">
          <p>It is the only way to read our answer. We keep no copy and cannot give it to you again.</p>
        </Notice>
        <ReceiptCode code={draft.receipt} />
        <Form action="/report" hidden={{ token: visit.formToken, draft: draft.secret }} label="Send">
          <p>
            The code you saved begins with <strong translate={false}>{first}</strong>.
          </p>
          <Actions>
            <Button kind="primary" name="do" value="send">
              Send
            </Button>
            <Button name="do" value="edit">
              Change something
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

function said(field: string, typed: Typed): string {
  const value = typed[field] ?? ''
  if (field === 'credit') return creditWords[value] ?? value
  if (field === 'tell') return tellWords[value] ?? value
  return value === 'yes' && (field === 'exploited' || field === 'aiReviewed') ? 'Yes' : value
}
