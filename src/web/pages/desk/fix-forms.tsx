import { Button } from '../../ui/button.tsx'
import { ActForm, FilesOf, LineOf, LinesOf } from './act-form.tsx'
import { readyText } from './ready-texts.ts'
import type { FormProps } from './review-forms.tsx'

/** Forms from the fix to the release. */
export const OfferFixForm = ({ at, main }: FormProps) => (
  <ActForm at={at} main={main} files label="Offer a fix" button="Send the fix to the reporter">
    <LinesOf
      at={at}
      label="What the reporter reads"
      required
      rows={4}
      ready={readyText(at.state, { group: 'steps', name: 'patch' })}
    />
    <FilesOf at={at} label="Files of the fix" hint="A build, a patch: whatever can be tested." />
    <LineOf at={at} field="version" label="Version (optional)" width="medium" />
    <LineOf
      at={at}
      field="image"
      label="Container image (optional)"
      verbatim
      hint="Only a place that is not public yet."
    />
  </ActForm>
)

export const VerifyForm = ({ at, main }: FormProps) => (
  <ActForm
    at={at}
    files
    label="Say whether the fix holds"
    buttons={
      <>
        <Button kind={main ? 'primary' : 'secondary'} name="holds" value="yes">
          The fix holds
        </Button>
        <Button name="holds" value="no">
          It does not hold
        </Button>
      </>
    }
  >
    <LinesOf
      at={at}
      label="What was seen"
      rows={3}
      hint="The reporter reads this. Needed where the fix does not hold."
    />
    <FilesOf at={at} hint="The reporter gets them too." />
  </ActForm>
)

export const RequestCveForm = ({ at, main }: FormProps) => (
  <ActForm at={at} main={main} label="A CVE id was requested" button="It was requested">
    <LineOf
      at={at}
      field="from"
      label="From whom (optional)"
      width="medium"
      hint="Such as MITRE, or the CNA that covers you."
    />
  </ActForm>
)

export const RecordCveForm = ({ at, main }: FormProps) => (
  <ActForm at={at} main={main} label="Record the CVE id" button="Record it">
    <LineOf
      at={at}
      field="cve"
      label="CVE id"
      required
      width="medium"
      verbatim
      hint="Such as CVE-2027-12345. It does not hold up a release."
    />
  </ActForm>
)

export const RefuseCveForm = ({ at }: FormProps) => (
  <ActForm at={at} label="No CVE id was given" button="Record it">
    <LinesOf at={at} field="reason" label="Why" required rows={3} hint="Stays within the team." />
  </ActForm>
)

export const ReleaseForm = ({ at, main }: FormProps) => (
  <ActForm at={at} main={main} label="Release the fix" button="The fix is released">
    <p>The advisory is a step of its own: releasing publishes nothing here. The reporter sees that the fix is out.</p>
    <LineOf at={at} field="version" label="Version with the fix" required width="medium" />
    <LineOf at={at} field="url" label="Address of the release (optional)" type="url" />
    <LineOf at={at} field="commit" label="Commit (optional)" verbatim />
  </ActForm>
)
