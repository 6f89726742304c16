/** Faults that tests hand to the writer as values. Nothing outside the process can set one. */
export interface Failpoints {
  readonly beforeCommit?: Fault
  /** The commit is on disk, its answer is lost. */
  readonly afterCommit?: Fault
  /** Strikes at this commit alone, counted from 1; without it, at every one. */
  readonly nth?: number
  /** Milliseconds that each commit takes longer, as on a disk with a slow fsync. */
  readonly delayCommit?: number
  /** The database may not grow past this: SQLite itself then says that the disk is full. */
  readonly maxPages?: number
}

/** `eio`: as when fsync fails. `full`: no space left. `kill`: the process is gone at once, as with kill -9. */
export type Fault = 'eio' | 'full' | 'kill'

export function strike(fault: Fault | undefined, nth: number | undefined, commit: number): void {
  if (fault === undefined || (nth !== undefined && nth !== commit)) return
  if (fault === 'kill') process.kill(process.pid, 'SIGKILL')
  throw Object.assign(new Error(`a simulated fault: ${fault}`), {
    errcode: fault === 'eio' ? SQLITE_IOERR_FSYNC : SQLITE_FULL,
  })
}

const SQLITE_IOERR_FSYNC = 1034
const SQLITE_FULL = 13
