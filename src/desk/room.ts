import { UploadsFull } from './uploads.ts'

/**
 * How much the disk still takes. The last tenth is kept for texts, the last thirtieth for what must still be written
 * when nothing else can be: reports as plain text, erasing, the way out. Reading a case writes an entry of the audit
 * log, and what is left for that is spent there as well.
 */
export type Room = 'enough' | 'no-files' | 'little'

export const NO_FILES = 0.9
export const LITTLE = 0.97

export const roomAt = (use: number): Room => (use >= LITTLE ? 'little' : use >= NO_FILES ? 'no-files' : 'enough')

/** Throws `UploadsFull` where files have to wait. */
export function roomForFiles(room: Room): void {
  if (room !== 'enough') throw new UploadsFull('the disk has no room for files')
}

/** What the team reads above the inbox and in the status; `null` where there is enough. */
export function roomWarning(use: number): string | null {
  const percent = `The disk is ${Math.floor(use * 100)} % full.`
  switch (roomAt(use)) {
    case 'enough':
      return null
    case 'no-files':
      return `${percent} From 90 % on no files are taken, only texts. Make room; the desk goes on by itself.`
    case 'little':
      return `${percent} From 97 % on new reports come in as text alone, nobody is told of them, and nobody on the team can read cases. Make room now; the desk goes on by itself.`
  }
}
