import type { Problem } from '../../desk/desk.ts'
import { inUnits } from '../../limits.ts'
import { FILE_COUNT, type NoRoom } from '../page-form.ts'
import type { Visit } from '../route.ts'
import { visibleText } from '../ui/visible.ts'
import { en, type Messages } from './messages/en.ts'
import { filled } from './messages/said.tsx'

/** More names than this make no sentence. */
const mostNamed = 20

/** What a form says that was not sent because of its size. What was typed stands there again; files do not. */
export const noRoomFor = (why: NoRoom, names: readonly string[], m: Messages = en): Problem => ({
  field: 'files',
  text: filled(m.unsent[why], { names: named(names, m) }),
})

/** `culprit` is the name of the file that did not fit, where it is known. */
export function tooLarge({ config }: Visit, field: string, culprit?: string, m: Messages = en): Problem {
  const { fileSize, fieldText, filesPerMessage } = config.limits
  if (field === FILE_COUNT)
    return { field: 'files', text: filled(m.unsent.tooMany, { count: String(filesPerMessage) }) }
  if (field !== 'files') return { field, text: filled(m.unsent.tooLong, { size: inUnits(fieldText) }) }
  return { field, text: filled(m.unsent.tooLargeFile, { name: fileName(culprit, m), size: inUnits(fileSize) }) }
}

/** A file within a sentence, by its name where that is known. */
export const fileName = (name: string | undefined, m: Messages): string =>
  name === undefined ? m.unsent.aFile : quoted(name, m)

export const tooManyFiles = ({ config }: Visit): string =>
  `At most ${config.limits.filesPerMessage} files go with one message`

/** No browser fills in a file field again: whoever sent files with a form that comes back is told which they were. */
export const chooseAgain = (names: readonly string[], m: Messages = en): readonly Problem[] =>
  names.length === 0
    ? []
    : [{ field: 'files', text: filled(m.unsent.chooseAgain(names.length), { names: named(names, m) }) }]

/** “a.txt”, “b.txt” and 3 more. */
export function named(names: readonly string[], m: Messages = en): string {
  if (names.length === 0) return m.unsent.theFiles
  const shown = names.slice(0, mostNamed).map((name) => quoted(name, m))
  const left = names.length - shown.length
  // Plain "en" puts a comma before the last of several.
  const { lang } = m.ui
  return new Intl.ListFormat(lang === 'en' ? 'en-GB' : lang).format(left > 0 ? [...shown, m.unsent.more(left)] : shown)
}

/** A name can be as long as a page, and can hide what it is. */
const quoted = (name: string, m: Messages): string =>
  filled(m.unsent.quoted, { name: visibleText(name.length > 80 ? `${name.slice(0, 79)}…` : name) })

export const noRoom = (why: NoRoom): Problem => noRoomFor(why, [])
