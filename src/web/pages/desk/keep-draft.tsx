import type { Kept } from '../../../desk/kept-texts.ts'
import { Button } from '../../ui/button.tsx'
import { Ago } from '../../ui/time.tsx'

/** Without a script words are kept by a press; with one they are kept while they are written. */
export const KeepButtons = ({ kept }: { kept: Kept | undefined }) => (
  <>
    <Button kind="quiet" name="keep" value="yes" unchecked>
      Keep draft
    </Button>
    {kept !== undefined && (
      <Button kind="quiet" name="keep" value="no" unchecked>
        Throw the draft away
      </Button>
    )}
  </>
)

/** Whose words these are, and that nobody else sees them. The script says here how its own saving goes. */
export const KeptSince = ({ kept, now }: { kept: Kept | undefined; now: number }) => (
  <p class="hint" data-kept role="status">
    {kept !== undefined && (
      <>
        Your draft, kept <Ago at={kept.at} now={now} />. Nobody else sees it.
      </>
    )}
  </p>
)
