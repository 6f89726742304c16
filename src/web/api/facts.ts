import type { z } from 'zod'
import type { Route } from '../route.ts'

/** What the description of the API says of a row, beside what the row itself says. */
export interface ApiFacts {
  readonly id: string
  readonly summary: string
  /** Open to everybody, and a receipt may be shown all the same: reports are then counted with an earlier one. */
  readonly receipt?: true
  readonly body?: z.ZodType | undefined
  /** The part of a multipart body that holds the JSON; without it the body is JSON alone. */
  readonly part?: string | undefined
  /** The parameters this row knows. Any other, and any that comes twice, is refused. */
  readonly query?: z.ZodObject | undefined
  readonly headers?: readonly (readonly [name: string, description: string])[]
  readonly answers: readonly ApiAnswer[]
}

export type ApiAnswer = readonly [status: string, description: string, body?: z.ZodType | 'file']

export type ApiRoute = Route & { readonly api: ApiFacts }
