import { z } from 'zod'

/** How somebody is known elsewhere, as they say it. Whoever checks asks there, and not here. */
export const handles = z.strictObject({
  matrix: z.string().optional(),
  discord: z.string().optional(),
  openpgp: z.string().optional(),
  github: z.string().optional(),
})
export type Handles = Readonly<z.infer<typeof handles>>
export type HandleName = keyof Handles

const forms: Readonly<Record<HandleName, RegExp>> = {
  // An address in a room, and what one is there: "@ada:example.org, room admin".
  matrix: /^@[^\s:@,]{1,100}:[A-Za-z0-9.:-]{1,150}(, room (?:admin|moderator))?$/,
  discord: /^[^\p{Cc}\p{Cf}]{1,80}$/u,
  openpgp: /^(?:[0-9A-F]{40}|[0-9A-F]{64})$/,
  github: /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/,
}

/** What was filled in, or the first field that cannot be. */
export function readHandles(
  given: Readonly<Record<HandleName, string>>,
): { readonly handles: Handles } | { readonly wrong: HandleName } {
  const read: { [Name in HandleName]?: string } = {}
  for (const name of Object.keys(forms) as HandleName[]) {
    const value = tidy[name](given[name].normalize('NFC').trim())
    if (value === '') continue
    if (!forms[name].test(value)) return { wrong: name }
    read[name] = value
  }
  return { handles: read }
}

const asIs = (value: string): string => value
const tidy: Readonly<Record<HandleName, (value: string) => string>> = {
  matrix: asIs,
  discord: asIs,
  openpgp: (value) => value.replaceAll(/[\s:]/g, '').replace(/^0x/i, '').toUpperCase(),
  github: (value) => value.replace(/^@/, ''),
}
