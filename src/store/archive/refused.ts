/** One sentence about a copy of a desk that cannot be used, or a place where none can be put. Nothing was changed. */
export class ArchiveRefused extends Error {
  readonly code:
    | 'not-an-archive'
    | 'newer'
    | 'foreign-key'
    | 'damaged'
    | 'incomplete'
    | 'files-lost'
    | 'not-empty'
    | 'exists'
    | 'folder'
  constructor(code: ArchiveRefused['code'], message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'ArchiveRefused'
    this.code = code
  }
}
