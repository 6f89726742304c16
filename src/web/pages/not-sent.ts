import type { Problem } from '../../desk/desk.ts'
import { inUnits } from '../../limits.ts'
import { FILE_COUNT, type NoRoom } from '../page-form.ts'
import type { Visit } from '../route.ts'
import { visibleText } from '../ui/visible.ts'

/** More names than this make no sentence. */
const mostNamed = 20

/** What a form says that was not sent because of its size. What was typed stands there again; files do not. */
export const noRoomFor = (why: NoRoom, names: readonly string[]): Problem => ({
  field: 'files',
  text:
    why === 'much'
      ? `Very many files came from your network in the last hour, so nothing was sent. Send the text alone, and ${named(names)} in an hour.`
      : why === 'full'
        ? `This desk holds as many new files as it can for now, so nothing was sent. Send the text alone, and ${named(names)} in a few hours.`
        : `Files cannot be stored right now, so nothing was sent. Send the text alone, and ${named(names)} in a few minutes.`,
})

/** `culprit` is the name of the file that did not fit, where it is known. */
export const tooLarge = (visit: Visit, field: string, culprit?: string): Problem =>
  field === FILE_COUNT
    ? { field: 'files', text: `${tooManyFiles(visit)}, so nothing was sent. Send the others with a further message.` }
    : field === 'files'
      ? {
          field,
          text: `${culprit === undefined ? 'A file' : quoted(culprit)} was larger than ${inUnits(visit.config.limits.fileSize)}, so nothing was sent. Leave it out or split it.`,
        }
      : {
          field,
          text: `This is longer than ${inUnits(visit.config.limits.fieldText)}, and only its beginning is left here. Attach the whole text as a file.`,
        }

export const tooManyFiles = ({ config }: Visit): string =>
  `At most ${config.limits.filesPerMessage} files go with one message`

/** No browser fills in a file field again: whoever sent files with a form that comes back is told which they were. */
export const chooseAgain = (names: readonly string[]): readonly Problem[] =>
  names.length === 0
    ? []
    : [
        {
          field: 'files',
          text: `Choose ${named(names)} again: ${names.length === 1 ? 'a file is' : 'files are'} not kept until the form goes through.`,
        },
      ]

/** “a.txt”, “b.txt” and 3 more. */
export function named(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).map(quoted)
  const all = names.length > shown.length ? [...shown, `${names.length - shown.length} more`] : shown
  return all.length < 2 ? (all[0] ?? 'the files') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`
}

/** A name can be as long as a page, and can hide what it is. */
const quoted = (name: string): string => `“${visibleText(name.length > 80 ? `${name.slice(0, 79)}…` : name)}”`

export const noRoom = (why: NoRoom): Problem => noRoomFor(why, [])
