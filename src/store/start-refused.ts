/** Why the store does not open: one sentence for the person at the console, and nothing was changed. */
export class StartRefused extends Error {
  readonly code:
    | 'second-server'
    | 'network-filesystem'
    | 'sqlite-too-old'
    | 'schema-too-new'
    | 'schema-too-old'
    | 'schema-changed'
    | 'no-desk'
    | 'folder'
    | 'other-origin'
    | 'other-kind'
    | 'database-url'
    | 'database-unreachable'
    | 'database-unfit'
    | 'database-read-only'
    | 'database-too-old'
    | 'migrating'
    | 'half-restored'
    | 'log-behind'
    | 'log-damaged'
    | 'log-rewritten'
    | 'other-log'
  constructor(code: StartRefused['code'], message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'StartRefused'
    this.code = code
  }
}
