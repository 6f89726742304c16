/** One thing that is wrong with the configuration, where it stands, in a sentence. */
export interface Problem {
  /** The file as it was named, or `environment`. */
  readonly file: string
  readonly line?: number | undefined
  readonly column?: number | undefined
  /** `deadlines.firstAnswer`, or the name of the variable. */
  readonly path?: string | undefined
  readonly text: string
}

/** `postern.yaml:6:21 deadlines.firstAnswer: expected a number of days, got "soon"` */
export function problemLine({ file, line, column, path, text }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`
  return path === undefined || path === '' ? `${place} ${text}` : `${place} ${path}: ${text}`
}

/** The desk does not start like this, and nothing was changed. Every problem is named at once. */
export class ConfigRefused extends Error {
  readonly code = 'config-refused'
  readonly retry = false
  readonly problems: readonly Problem[]
  constructor(problems: readonly Problem[]) {
    super(problems.map(problemLine).join('\n'))
    this.name = 'ConfigRefused'
    this.problems = Object.freeze([...problems])
  }
}
