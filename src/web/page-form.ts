import type { FileRef } from '../case/event.ts'
import type { Limits } from '../limits.ts'
import { sorryThat } from './answer.tsx'
import { type Fields, FileCut, type FormFile, type FormLimits, type FormRefusal, readForm } from './form.ts'
import { fromAnotherSite } from './origin.ts'
import type { Visit } from './route.ts'

export interface PageFormShape {
  readonly fields: readonly string[]
  /** Fields that may come several times; they are joined by line breaks. */
  readonly lists?: readonly string[]
  /** The name of the file field, where the form has one. */
  readonly files?: string
  /** Nobody knows yet who sends this: its files are named in the answer and kept nowhere. */
  readonly dropFiles?: boolean
}

/** A form as a page gets it: read within its limits, with the right token. */
export interface PageForm {
  readonly fields: Readonly<Record<string, string>>
  /** The right one, or it would not have come this far. */
  readonly token: string
  readonly files: readonly FileRef[]
  /** Names of files that came and were not kept: cut, too many for now, or behind one of those. */
  readonly lost: readonly string[]
  /** A field that was longer than fits, or `files`, or that they were too many. What is here of it is only its beginning. */
  readonly tooLarge: string | null
  /** Why this desk keeps no files for now, where it does not. The text came all the same. */
  readonly noRoom: NoRoom | null
}

/** In `tooLarge`: more files than go with one message. The first of them are here. */
export const FILE_COUNT = 'file-count'

/** `full`: too many wait already. `much`: from this network. `away`: the place where files lie does not answer. */
export type NoRoom = 'full' | 'much' | 'away'

/**
 * Reads the form of a page. What a person can mend comes back as a form; what only a program does wrong, such as a
 * field that is not in the form or a wrong token, comes back as the answer to give.
 */
export async function readPageForm(visit: Visit, shape: PageFormShape): Promise<PageForm | Response> {
  // The guard has asked this already. It is asked where the body is read as well, so that no row can get around it.
  if (fromAnotherSite(visit.request, visit.config)) return refusedOrigin(visit)
  const files: FileRef[] = []
  let noRoom: NoRoom | null = null
  const take = async (file: FormFile): Promise<void> => {
    // Where one had to wait too long, the others would only wait as long again.
    if (shape.dropFiles === true || noRoom === 'away') return drained(file)
    const kept = await keepFile(visit, file, isStranger(visit)).catch(noRoomFor)
    if (typeof kept === 'string') noRoom = kept
    else files.push(kept)
  }
  const read = await readForm(
    visit.request,
    {
      fields: ['token', ...shape.fields],
      lists: shape.lists ?? [],
      files: shape.files === undefined ? [] : [shape.files],
    },
    formLimits(visit.config.limits, shape.files !== undefined),
    take,
  )
  if (!read.ok && read.refused !== 'too-large' && read.refused !== 'too-many-files')
    return refusedForm(visit, read.refused)
  if (!visit.tokenHolds(read.fields.text('token'))) {
    // A body that was cut may have lost its token on the way: then it was too large, and nothing worse.
    return !read.ok && !read.fields.has('token') ? refusedForm(visit, 'too-large') : refusedToken(visit)
  }
  const tooLarge = read.ok ? null : read.refused === 'too-many-files' ? FILE_COUNT : (read.field ?? 'body')
  return {
    fields: plain(read.fields, shape),
    token: read.fields.text('token'),
    files,
    lost: lostOf(visit, read.files, files),
    tooLarge,
    noRoom,
  }
}

/** What came, less what was kept: two files may have one name. */
function lostOf(visit: Visit, came: readonly string[], kept: readonly FileRef[]): readonly string[] {
  const left = kept.map(({ name }) => name)
  return came.filter((name) => {
    const at = left.indexOf(name.slice(0, visit.config.limits.fileName))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** Nobody has shown a code or signed in yet: their files lie here for a day before anybody knows whose they are. */
export const isStranger = ({ reporter, member, guest }: Visit): boolean =>
  reporter === null && member === null && guest === null

/** One network sent as many bytes as it may before anybody knows who it is. */
class TooManyBytes extends Error {
  override readonly name = 'TooManyBytes'
  readonly code = 'uploads-much'
}

async function drained(file: FormFile): Promise<void> {
  for await (const _ of file.bytes) {
    // The parser waits until somebody has read it.
  }
}

/** A limit on files, or a place for them that does not answer, keeps files out, and never a text. */
export function noRoomFor(failure: unknown): NoRoom {
  const code = failure instanceof Error && 'code' in failure ? failure.code : undefined
  if (code === 'uploads-full') return 'full'
  if (code === 'uploads-much') return 'much'
  if (code === 'files-away') return 'away'
  throw failure
}

function plain(fields: Fields, shape: PageFormShape): Readonly<Record<string, string>> {
  const single = shape.fields.map((name) => [name, fields.text(name)] as const)
  const lists = (shape.lists ?? []).map((name) => [name, fields.list(name).join('\n')] as const)
  return Object.fromEntries([...single, ...lists])
}

/** A file that was cut short is left out; the form itself says why. */
export async function keepFile(visit: Visit, file: FormFile, counted: boolean): Promise<FileRef> {
  let cut: FileCut | TooManyBytes | undefined
  const bytes = async function* () {
    try {
      for await (const piece of file.bytes) {
        if (counted && !(await visit.within('uploadBytesPerHour', undefined, piece.length))) throw new TooManyBytes()
        yield piece
      }
    } catch (cause) {
      cut = cause instanceof FileCut || cause instanceof TooManyBytes ? cause : undefined
      throw cause
    }
  }
  try {
    return await visit.desk.putFile(file.name.slice(0, visit.config.limits.fileName), bytes())
  } catch (cause) {
    // Whoever reads the file may wrap what went wrong with it; a cut file stays a cut file.
    throw cut ?? cause
  }
}

/** How much a form may bring. `field` is the longest field: a text on a page, the whole JSON in the API. */
export function formLimits(limits: Limits, withFiles: boolean, field = limits.fieldText): FormLimits {
  return {
    bytes: limits.requestText + (withFiles ? Math.min(limits.caseFiles, limits.filesPerMessage * limits.fileSize) : 0),
    wholeMs: limits.requestSeconds * 1_000,
    pauseMs: limits.idleSeconds * 1_000,
    field,
    file: limits.fileSize,
    files: limits.filesPerMessage,
    parts: limits.multipartParts,
  }
}

const refusedOrigin = (visit: Visit): Response =>
  sorryThat(visit, 403, ({ notSent, fromElsewhere }) => [notSent, fromElsewhere])

const refusedToken = (visit: Visit): Response => sorryThat(visit, 403, ({ notSent, tooOld }) => [notSent, tooOld])

const refusedForm = (visit: Visit, refused: Exclude<FormRefusal, 'too-many-files'>): Response =>
  sorryThat(visit, statuses[refused], ({ notSent, form }) => [notSent, form[refused]])

const statuses: Readonly<Record<Exclude<FormRefusal, 'too-many-files'>, number>> = {
  'too-large': 413,
  'too-many-parts': 413,
  'repeated-field': 400,
  'unknown-field': 400,
  encoding: 415,
  type: 415,
  malformed: 400,
  timeout: 408,
}
