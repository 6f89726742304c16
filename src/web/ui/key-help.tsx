import type { KeyPage } from '../keys.ts'

/** Where the script draws the keys of this page, from the same table that it listens by. Without it there are none. */
export const KeyHelp = ({ page, on }: { page: KeyPage | undefined; on: boolean }) => (
  <dialog id="keys" data-page={page} data-on={on ? 'yes' : 'no'} />
)
