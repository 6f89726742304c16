import type { Visit } from '../route.ts'
import { Actions, Button } from '../ui/button.tsx'
import { ErrorSummary } from '../ui/error-summary.tsx'
import { Form } from '../ui/form.tsx'
import { Link } from '../ui/link.tsx'
import { PageHead } from '../ui/section.tsx'
import { TextField } from '../ui/text-field.tsx'
import { PublicPage } from './public-page.tsx'

interface CodeWords {
  readonly page: string
  readonly title: string
  readonly lead: string
  readonly code: string
  readonly codeHint?: string
  readonly now: string
  readonly wrong: string
  readonly wrongHint: string
  readonly wrongCode: string
}

/** Asks for a code that came by mail, again where it was a wrong one. */
export function EnterCode(props: {
  visit: Visit
  words: CodeWords
  at: string
  action: string
  width: 'short' | 'medium'
  wrong: boolean
  /** Where somebody goes whose code does not come. */
  else?: { readonly href: string; readonly text: string }
}) {
  const { visit, words, wrong } = props
  return (
    <PublicPage visit={visit} title={words.page} at={props.at} translated>
      {wrong && <ErrorSummary title={words.wrong} errors={[{ id: 'code', text: words.wrongHint }]} />}
      <PageHead title={words.title} lead={words.lead} />
      <Form action={props.action} hidden={{ token: visit.formToken }} label={words.code}>
        <TextField
          name="code"
          label={words.code}
          hint={words.codeHint}
          verbatim
          width={props.width}
          autocomplete="one-time-code"
          error={wrong ? words.wrongCode : undefined}
          required
        />
        <Actions>
          <Button kind="primary">{words.now}</Button>
        </Actions>
      </Form>
      {props.else !== undefined && (
        <p>
          <Link href={props.else.href}>{props.else.text}</Link>
        </p>
      )}
    </PublicPage>
  )
}
