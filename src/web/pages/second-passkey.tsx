import { ADD_PASSKEY } from '../../team/strong.ts'
import { frameOf, html } from '../answer.tsx'
import { localPath } from '../local-path.ts'
import type { Visit } from '../route.ts'
import { Actions, ButtonLink } from '../ui/button.tsx'
import { Page } from '../ui/page.tsx'
import { PageHead, Prose } from '../ui/section.tsx'

const SECOND_PASSKEY = '/desk/second-passkey'

export const secondPasskeyPath = (next: string): string =>
  `${SECOND_PASSKEY}?${new URLSearchParams({ next: localPath(next) })}`

/** Stands between signing in and the desk until there is a second passkey. It can be passed by. */
export const secondPasskeyPage = (visit: Visit): Response =>
  html(
    visit,
    <Page frame={frameOf(visit)} title="A second passkey">
      <PageHead
        title="Please add a second passkey"
        lead="On another device, or on a security key. If one of them is lost, the other lets you in."
      />
      <Prose>
        <p>With one passkey you can read and work on cases. Publishing, exporting and changes to the team need two.</p>
      </Prose>
      <Actions>
        <ButtonLink href={ADD_PASSKEY} kind="primary">
          Add a passkey
        </ButtonLink>
        <ButtonLink href={localPath(visit.query.get('next'))} kind="quiet">
          Not now
        </ButtonLink>
      </Actions>
    </Page>,
  )
