/**
 * A stranger's text on one line of a public document: control characters and line breaks become spaces, characters
 * that turn the direction of what follows are dropped (Unicode TR36), lone halves of characters are replaced.
 */
export const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g, '')
    .trim()

/** 2027-03-03 12:00 UTC */
export const minute = (at: number): string =>
  new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/:\d\d\.\d+Z$/, ' UTC')

/** 2027-03-03 */
export const date = (at: number): string => new Date(at).toISOString().replace(/T.*$/, '')
