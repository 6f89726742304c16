import { Radios } from '../../ui/choice.tsx'
import { CreditName } from '../credits.tsx'
import { ActForm, FilesOf, LineOf, LinesOf, MomentOf } from './act-form.tsx'
import { errorOf, idOf, typedIn } from './case-state.ts'
import { momentValue } from './moment-text.ts'
import { readyText } from './ready-texts.ts'
import type { FormProps } from './review-forms.tsx'

/** Forms of what runs beside the steps: embargo, exposure, credit, files, policy. */
export const ProposeEmbargoForm = ({ at }: FormProps) => (
  <ActForm at={at} label="Propose a date" button="Propose it to the reporter">
    <MomentOf at={at} field="until" label="Nothing public before" required />
    <LinesOf
      at={at}
      label="A word about it (optional)"
      rows={3}
      hint="The reporter reads this."
      ready={readyText(at.state, { group: 'more', name: 'embargo' })}
    />
  </ActForm>
)

export const AcceptEmbargoForm = ({ at }: FormProps) => (
  <ActForm at={at} label="Agree to the proposed date" button="Agree">
    <p>From then on nothing is public before that time, on both sides.</p>
  </ActForm>
)

export const RejectEmbargoForm = ({ at }: FormProps) => (
  <ActForm at={at} label="Turn the date down" button="Do not agree">
    <LinesOf
      at={at}
      label="A word about it (optional)"
      rows={3}
      hint="The reporter reads this. A new proposal says more than a no."
    />
  </ActForm>
)

export const ExitEmbargoForm = ({ at }: FormProps) => (
  <ActForm at={at} label="End the embargo" button="End the embargo" danger>
    <p>This cannot be taken back: an embargo that has ended does not begin again.</p>
    <LinesOf at={at} field="reason" label="Why" required rows={3} hint="Stays within the team." />
  </ActForm>
)

export function ExposureForm({ at }: FormProps) {
  const { exposure, published } = at.state.found.view.case
  const isPublic = exposure.vulnerability !== null || published.length > 0
  return (
    <ActForm at={at} label="Record that it is public" button="Record it">
      <Radios
        id={idOf(at.form, 'exposure')}
        name="exposure"
        label="What is public?"
        required
        value={typedIn(at, 'exposure', isPublic ? 'exploit' : 'vulnerability')}
        error={errorOf(at, 'exposure')}
        choices={[
          {
            value: 'vulnerability',
            label: 'The vulnerability',
            ...(isPublic && { refused: 'Known as public already.' }),
          },
          {
            value: 'exploit',
            label: 'An exploit, and with it the vulnerability',
            ...(exposure.exploit !== null && { refused: 'Known as public already.' }),
          },
        ]}
      />
      <Known at={at} />
    </ActForm>
  )
}

export const ExploitationForm = ({ at }: FormProps) => (
  <ActForm at={at} label="Record attacks" button="Record the attacks" danger>
    <p>The case goes to the top of the inbox, the embargo ends, and nobody waits for the update window.</p>
    <Known at={at} />
  </ActForm>
)

/** When the team became aware is a fact of its own: legal clocks start there. */
const Known = ({ at }: FormProps) => (
  <>
    <MomentOf
      at={at}
      field="awareAt"
      label="We know of it since"
      required={at.form === 'RecordExploitation'}
      ready={momentValue(at.state.visit.desk.now())}
      hint="When the first of us learned of it, not when it is entered. Legal clocks start there."
    />
    <LineOf at={at} field="by" label="Who found out (optional)" width="medium" />
    <LinesOf at={at} field="reason" label="What was seen, and where" required rows={3} hint="Stays within the team." />
  </>
)

const isPublished = ({ state }: FormProps['at']): boolean => state.found.view.case.published.length > 0

export const AskCreditForm = ({ at, main }: FormProps) => (
  <ActForm at={at} main={main} label="Ask about credit" button="Ask the reporter">
    <LinesOf
      at={at}
      label="What the reporter reads"
      rows={4}
      ready={readyText(at.state, { group: 'more', name: isPublished(at) ? 'credit-late' : 'credit' })}
    />
  </ActForm>
)

export function ConfirmCreditForm({ at, main }: FormProps) {
  const { found } = at.state
  const { credit, reporter } = found.view.case
  const naming = reporter === null ? null : (found.people.get(reporter)?.naming ?? null)
  return (
    <ActForm at={at} main={main} label="Confirm the name" button="This name and link may be published">
      <input type="hidden" name="naming" value={String(credit.naming)} />
      <figure class="preview">
        <figcaption>As the advisory will show it:</figcaption>
        <p>
          Credit:{' '}
          {naming === null ? 'the name was dropped' : <CreditName name={naming.name} url={naming.url ?? null} />}
        </p>
      </figure>
      <p class="hint">
        Look for a claim, an advertisement or another person’s name. The reporter wrote this; nobody else has read it.
      </p>
    </ActForm>
  )
}

export const AddFilesForm = ({ at }: FormProps) => (
  <ActForm at={at} files label="Add internal files" button="Keep within the team">
    <FilesOf at={at} label="Internal files" hint="Only members see them." />
  </ActForm>
)

export function AdoptPolicyForm({ at }: FormProps) {
  const { digest } = at.state.visit.desk.policy()
  return (
    <ActForm at={at} label="Adopt the present policy" button="Adopt it for this case">
      <input type="hidden" name="policy" value={digest} />
      <p>
        A case keeps the policy it came under. Change that only where it is better for the reporter, or where they
        agreed.
      </p>
      <LinesOf at={at} field="reason" label="Why" required rows={3} hint="Stays within the team." />
    </ActForm>
  )
}
