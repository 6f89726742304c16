import type { Role } from '../src/case/ids.ts'

/**
 * The people of the demo and of the journeys. The project is Lantern, a small server that shares photo albums within a
 * family. Nobody here exists.
 */
export const team = {
  mona: { name: 'Mona', role: 'lead' },
  milo: { name: 'Milo', role: 'member' },
  olga: { name: 'Olga', role: 'observer' },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly role: Role }>>
export type TeamName = keyof typeof team

export interface Reporter {
  /** For the team alone; nobody at all where it is missing. */
  readonly name?: string
  readonly email?: string
  readonly credit?:
    | { readonly as: 'named'; readonly name: string; readonly url?: string }
    | { readonly as: 'anonymous' | 'none' }
}

/** Gives her name and wants it shown. */
export const rosa: Reporter = {
  name: 'Rosa Quill',
  email: 'rosa@quill.example',
  credit: { as: 'named', name: 'Rosa Quill', url: 'https://quill.example/' },
}
/** Works in a pair and is credited by the name of the pair. */
export const tariq: Reporter = {
  name: 'Tariq Bell',
  email: 'tariq@nightowls.example',
  credit: { as: 'named', name: 'Tariq Bell (Night Owls)', url: 'https://nightowls.example/' },
}
/** Can be reached, and stays unnamed. */
export const ines: Reporter = { email: 'ines@harbour.example', credit: { as: 'anonymous' } }
/** Decides about credit later. */
export const piotr: Reporter = { name: 'Piotr', email: 'piotr@meadow.example' }
/** Wants no mention at all. */
export const wen: Reporter = { name: 'Wen', credit: { as: 'none' } }
/** Nobody knows who this is; the receipt is the only way back. */
export const nobody: Reporter = {}
