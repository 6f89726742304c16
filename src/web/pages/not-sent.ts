import type { Problem } from '../../desk/desk.ts'
import { inUnits } from '../../limits.ts'
import type { Visit } from '../route.ts'

/** What a form says that was not sent because of its size. What was typed stands there again; files do not. */
export const noRoom: Problem = {
  field: 'files',
  text: 'This desk holds as many new files as it can for now, so nothing was sent. Send the text without them, and the files in a few hours.',
}

export const tooLarge = (visit: Visit, field: string): Problem =>
  field === 'files'
    ? {
        field,
        text: `A file was larger than ${inUnits(visit.config.limits.fileSize)}, so nothing was sent. Leave it out or split it.`,
      }
    : {
        field,
        text: `This is longer than ${inUnits(visit.config.limits.fieldText)}, and only its beginning is left here. Attach the whole text as a file.`,
      }
