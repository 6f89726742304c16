import type { z } from 'zod'

/** What the description of the API says of a row, beside what the row itself says. */
export interface ApiFacts {
  readonly id: string
  readonly summary: string
  readonly body?: z.ZodType | undefined
  /** The part of a multipart body that holds the JSON; without it the body is JSON alone. */
  readonly part?: string | undefined
  readonly query?: readonly (readonly [name: string, description: string])[]
  readonly headers?: readonly (readonly [name: string, description: string])[]
  readonly answers: readonly (readonly [status: string, description: string])[]
}
