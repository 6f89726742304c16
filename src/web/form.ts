import { Busboy, type BusboyFileStream } from '@fastify/busboy'
import { type BodyLimits, BodyRefused, bodyUpTo, bodyWithin, isEncoded } from './body.ts'

/** Which fields a form has. Everything else in it is refused, by name. */
export interface FormShape {
  readonly fields: readonly string[]
  /** Fields that may come several times, such as checkboxes. */
  readonly lists?: readonly string[]
  /** Names of file fields. */
  readonly files?: readonly string[]
}

export interface FormLimits extends BodyLimits {
  /** Of one field, in bytes. */
  readonly field: number
  /** Of one file, in bytes. */
  readonly file: number
  readonly files: number
  readonly parts: number
}

export type FormRefusal =
  | 'too-large'
  | 'too-many-parts'
  | 'too-many-files'
  | 'repeated-field'
  | 'unknown-field'
  | 'encoding'
  | 'type'
  | 'malformed'
  | 'timeout'

/** `fields` holds what had come until then also when the form is refused: nothing typed is lost. */
export type FormRead = {
  readonly fields: Fields
  /** Names of all files that came, as far as they were met, also of those that were cut or not taken any more. */
  readonly files: readonly string[]
} & ({ readonly ok: true } | { readonly ok: false; readonly refused: FormRefusal; readonly field?: string })

export interface FormFile {
  readonly field: string
  /** As the sender wrote it; `safeFileName` before it goes anywhere. */
  readonly name: string
  /** As the sender claims. Never believed. */
  readonly type: string
  /** Throws when the file is cut short, by a limit or by the sender, so that no half of it is kept. */
  readonly bytes: AsyncIterable<Uint8Array>
}

/** What was typed. A field that did not come reads as empty, as an unchecked box does. */
export class Fields {
  readonly #values = new Map<string, readonly string[]>()

  text(name: string): string {
    return this.#values.get(name)?.[0] ?? ''
  }

  list(name: string): readonly string[] {
    return this.#values.get(name) ?? []
  }

  has(name: string): boolean {
    return this.#values.has(name)
  }

  names(): readonly string[] {
    return [...this.#values.keys()]
  }

  add(name: string, value: string): void {
    this.#values.set(name, [...this.list(name), value])
  }
}

/** The file ended before its sender meant it to. */
export class FileCut extends Error {
  override readonly name = 'FileCut'
}

/**
 * Reads a form that a browser sent. Files go to `onFile` while they arrive, one after the other, and are never held
 * in memory; what `onFile` throws, other than `FileCut`, is thrown again.
 */
export async function readForm(
  request: Request,
  shape: FormShape,
  limits: FormLimits,
  onFile: (file: FormFile) => Promise<void> = refuseFile,
): Promise<FormRead> {
  const intake = new Intake(shape, limits.files)
  if (isEncoded(request)) return intake.refuse('encoding').result()
  const type = request.headers.get('content-type') ?? ''
  try {
    if (/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) await readSimple(request, limits, intake)
    else if (/^multipart\/form-data\s*;/i.test(type)) await readParts(request, type, limits, intake, onFile)
    else intake.refuse('type')
  } catch (failure) {
    if (!(failure instanceof BodyRefused)) throw failure
    intake.refuse(failure.code)
  }
  return intake.result()
}

async function refuseFile(): Promise<void> {
  throw new Error('a form with file fields says where its files go')
}

/** Collects fields and keeps the first reason to refuse. Goes on collecting afterwards, for the sake of the sender. */
class Intake {
  readonly #shape: FormShape
  readonly #mostFiles: number
  readonly #fields = new Fields()
  readonly #files: string[] = []
  #refused: { refused: FormRefusal; field?: string } | undefined

  constructor(shape: FormShape, mostFiles: number) {
    this.#shape = shape
    this.#mostFiles = mostFiles
  }

  field(name: string, value: string, cut: boolean): void {
    const list = this.#shape.lists?.includes(name) ?? false
    if (!list && !this.#shape.fields.includes(name)) this.refuse('unknown-field', name)
    // Two values for one question: whoever reads the first and whoever reads the last would see different reports.
    else if (!list && this.#fields.has(name)) this.refuse('repeated-field', name)
    else {
      this.#fields.add(name, value)
      if (cut) this.refuse('too-large', name)
    }
  }

  hasFile(name: string): boolean {
    return this.#shape.files?.includes(name) ?? false
  }

  /** Once a form is refused, its further files would only be thrown away again. */
  takesFile(name: string, file: string): boolean {
    if (!this.hasFile(name)) {
      this.refuse('unknown-field', name)
      return false
    }
    if (file !== '') this.#files.push(file)
    // Their names are still told: whoever chose them is asked to choose fewer.
    if (this.#files.length > this.#mostFiles) this.refuse('too-many-files', name)
    return this.#refused === undefined
  }

  refuse(refused: FormRefusal, field?: string): this {
    this.#refused ??= field === undefined ? { refused } : { refused, field: field.slice(0, 100) }
    return this
  }

  result(): FormRead {
    const came = { fields: this.#fields, files: this.#files }
    return this.#refused ? { ok: false, ...this.#refused, ...came } : { ok: true, ...came }
  }
}

async function readSimple(request: Request, limits: FormLimits, intake: Intake): Promise<void> {
  const body = await bodyUpTo(request, limits)
  if (!body.whole) intake.refuse('too-large')
  const pairs = new TextDecoder().decode(body.bytes).split('&', limits.parts + 1)
  if (pairs.length > limits.parts) intake.refuse('too-many-parts')
  for (const pair of pairs.slice(0, limits.parts)) {
    for (const [name, value] of new URLSearchParams(pair)) {
      const cut = Buffer.byteLength(value) > limits.field
      intake.field(name, cut ? firstBytes(value, limits.field) : value, cut)
    }
  }
}

function firstBytes(text: string, bytes: number): string {
  // Decoding as a stream leaves out a last letter that was cut in half.
  return new TextDecoder().decode(Buffer.from(text).subarray(0, bytes), { stream: true })
}

async function readParts(
  request: Request,
  contentType: string,
  limits: FormLimits,
  intake: Intake,
  onFile: (file: FormFile) => Promise<void>,
): Promise<void> {
  const parser = partsParser(contentType, limits, (name) => intake.hasFile(name))
  if (parser === undefined) {
    intake.refuse('malformed')
    return
  }
  const broken = Promise.withResolvers<never>()
  broken.promise.catch(() => undefined)
  const finished = new Promise<void>((resolve) => parser.on('finish', resolve))
  const open = new Set<BusboyFileStream>()
  let files = Promise.resolve()
  let failure: { of: unknown } | undefined

  parser.on('error', (cause) => broken.reject(new BodyRefused('malformed', { cause })))
  parser.on('partsLimit', () => intake.refuse('too-many-parts'))
  parser.on('filesLimit', () => intake.refuse('too-many-files', 'files'))
  parser.on('field', (name, value, _nameCut, cut) => intake.field(name ?? '', value, cut))
  parser.on('file', (field, stream, name, _encoding, type) => {
    // The parser tells of a broken file as an error of its stream; without a listener that would end the process.
    stream.on('error', () => undefined)
    stream.on('limit', () => intake.refuse('too-large', field))
    if (!intake.takesFile(field ?? '', name ?? '')) {
      stream.resume()
      return
    }
    open.add(stream)
    files = files.then(async () => {
      try {
        const file = await unlessLeftEmpty({ field, name: name ?? '', type, bytes: unlessCut(stream) })
        if (file !== undefined && failure === undefined) await onFile(file)
      } catch (of) {
        if (!(of instanceof FileCut)) failure ??= { of }
      } finally {
        open.delete(stream)
        stream.resume()
      }
    })
  })

  try {
    for await (const piece of bodyWithin(request, limits)) {
      await Promise.race([written(parser, piece), broken.promise])
    }
    parser.end()
    await Promise.race([finished, broken.promise])
  } catch (cause) {
    for (const stream of open) stream.destroy(new FileCut('the form ended early', { cause }))
    await files
    if (failure === undefined) throw cause
  }
  await files
  if (failure !== undefined) throw failure.of
}

function partsParser(contentType: string, limits: FormLimits, isFileField: (name: string) => boolean) {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      // The name exactly as it was sent is shown to members; nobody makes a path of it.
      preservePath: true,
      isPartAFile: (field, _type, name) => name !== undefined || isFileField(field ?? ''),
      limits: {
        fieldSize: limits.field,
        fileSize: limits.file,
        // Counted by the form itself, which goes on to take the texts behind them.
        files: limits.parts,
        parts: limits.parts,
        headerPairs: 20,
        headerSize: 16 * 1024,
      },
    })
  } catch {
    return undefined
  }
}

/** A file field that was left empty comes as a file of no name and no bytes. */
async function unlessLeftEmpty(file: FormFile & { bytes: AsyncGenerator<Uint8Array> }): Promise<FormFile | undefined> {
  if (file.name !== '') return file
  const first = await file.bytes.next()
  return first.done ? undefined : { ...file, name: 'file', bytes: startingWith(first.value, file.bytes) }
}

async function* startingWith(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first
  yield* rest
}

async function* unlessCut(stream: BusboyFileStream): AsyncGenerator<Uint8Array> {
  try {
    // The parser waits for each file to end, so a reader that gives up early must leave the stream whole.
    for await (const piece of stream.iterator({ destroyOnReturn: false })) yield piece as Uint8Array
  } catch (cause) {
    throw new FileCut('the sender stopped in the middle of a file', { cause })
  }
  if (stream.truncated) throw new FileCut('the file is larger than it may be')
}

function written(parser: { write(piece: Uint8Array, done: () => void): unknown }, piece: Uint8Array): Promise<void> {
  return new Promise((resolve) => parser.write(piece, () => resolve()))
}
