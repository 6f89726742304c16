import { z } from 'zod'

/** Column shapes that every row module shares. */
export const text = z.string()
export const int = z.int()
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'bytes are expected here')

/** "Never", as a time that sorts last: the greatest time a Date can hold. Null breaks keyset paging. */
export const NEVER = 8_640_000_000_000_000
