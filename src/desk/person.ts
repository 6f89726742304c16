import { z } from 'zod'
import type { Millis, PersonId } from '../case/ids.ts'
import type { DataKey, Keys } from '../store/keys.ts'
import { findWay, forgetRecipient } from '../store/notice-rows.ts'
import { deletePerson, findPerson, putPerson } from '../store/person-rows.ts'
import { openJson, type Place, sealJson } from '../store/seal.ts'
import type { Store, Write } from '../store/store.ts'
import type { Naming } from './desk.ts'
import { forgetSoon } from './forgetting.ts'
import type { Means } from './means.ts'
import { type Recipient, wayOf, writeWay } from './way.ts'

/**
 * Everything that names an outside person, under a key of their own: facts hold the id alone. Dropping a name destroys
 * the key, and the name is gone from every fact and advisory at once. Only a backup made before still holds both.
 */
const record = z.strictObject({
  name: z.string().nullable(),
  email: z.string().nullable(),
  /** The forms of name and link given for credit, oldest first: a fact points at one by its place in the list, from 1. */
  namings: z.array(z.strictObject({ name: z.string(), url: z.string().optional() })),
  /**
   * Numbers that were used up before this record began, because an earlier one was dropped with its key. What pointed
   * into that one points at nothing for ever, whatever name is given later.
   */
  dropped: z.int().min(0).default(0),
})
export type PersonRecord = z.infer<typeof record>

const nobody: PersonRecord = { name: null, email: null, namings: [], dropped: 0 }

export async function readPerson(store: Store, keys: Keys, person: PersonId): Promise<PersonRecord> {
  const key = await keys.find('person', person)
  const [row] = key === undefined ? [] : await store.read(findPerson(person))
  return key === undefined || row === undefined ? nobody : openJson(key, place(person), row.body, record)
}

export const naming = (person: PersonRecord, number: number): Naming | null =>
  person.namings[number - 1 - person.dropped] ?? null

/** The number of the newest form. */
export const newestNaming = (person: PersonRecord): number => person.dropped + person.namings.length

/** The writes that make a person: their key and their record. */
export function newPerson(keys: Keys, person: PersonId, known: Partial<PersonRecord>, at: Millis): Write[] {
  const { key, write } = keys.create('person', person)
  return [write, putPerson(person, sealed(key, person, { ...nobody, ...known }), at)]
}

/**
 * Adds one more form of the name for credit. Resolves to its number and the writes. Who dropped their name and gives
 * one again gets a new key; `used` is at least as high as any number that was ever given before. Earlier forms are
 * withdrawn by it, unless they `stay` because something public shows one of them.
 */
export async function addNaming(
  means: Pick<Means, 'store' | 'keys'>,
  person: PersonId,
  given: Naming,
  { used, stay, at }: { readonly used: number; readonly stay: boolean; readonly at: Millis },
): Promise<{ naming: number; writes: readonly Write[] }> {
  const { store, keys } = means
  const form = { name: given.name, ...(given.url !== undefined && { url: given.url }) }
  const key = await keys.find('person', person)
  if (key === undefined)
    return { naming: used + 1, writes: newPerson(keys, person, { namings: [form], dropped: used }, at) }
  const known = await readPerson(store, keys, person)
  const number = newestNaming(known) + 1
  const withdrawn = !stay && known.namings.length > 0
  const record = withdrawn
    ? { ...known, namings: [form], dropped: number - 1 }
    : { ...known, namings: [...known.namings, form] }
  const writes = withdrawn
    ? await underNewKey(means, person, record, at)
    : [putPerson(person, sealed(key, person, record), at)]
  return { naming: number, writes }
}

/**
 * Every form of the name goes, with the key that sealed it: nobody can read it again, whatever keys they hold. The rest
 * of what is known of this person is sealed anew.
 */
export async function withdrawNamings(
  means: Pick<Means, 'store' | 'keys'>,
  person: PersonId,
  at: Millis,
): Promise<readonly Write[]> {
  const known = await readPerson(means.store, means.keys, person)
  if (known.namings.length === 0) return []
  return underNewKey(means, person, { ...known, namings: [], dropped: newestNaming(known) }, at)
}

async function underNewKey(
  { store, keys }: Pick<Means, 'store' | 'keys'>,
  person: PersonId,
  record: PersonRecord,
  at: Millis,
): Promise<readonly Write[]> {
  const old = await keys.find('person', person)
  const { key, write } = keys.create('person', person)
  const recipient: Recipient = `person:${person}`
  const [way] = old === undefined ? [] : await store.read(findWay(recipient))
  return [
    keys.destroy('person', person),
    write,
    putPerson(person, sealed(key, person, record), at),
    // What a notice says of an outside person is never read, so those may lie under a key that is gone.
    ...(old === undefined || way === undefined
      ? []
      : [writeWay({ ...wayOf(recipient, old, way), key }, wayOf(recipient, old, way).wish)]),
    ...forgetSoon(`naming:${person}:${key.id}`),
  ]
}

/** The key goes, and with it whatever it sealed, in every copy of this database that is written from now on. */
export const forgetPerson = (keys: Keys, person: PersonId): Write[] => [
  keys.destroy('person', person),
  deletePerson(person),
  ...forgetRecipient(`person:${person}`),
  ...forgetSoon(`person:${person}`),
]

/** Whether anything is known that says who this is or where to write to them. */
export const isReachable = ({ name, email }: PersonRecord): boolean => name !== null || email !== null

/**
 * Their name and address go, with how they were told of news. The forms of their name for credit stay, under a new key:
 * what the old one sealed is closed in every copy from now on. Facts point at them by the same numbers as before.
 */
export async function onlyCredit(
  { store, keys, clock }: { readonly store: Store; readonly keys: Keys; readonly clock: { now(): Millis } },
  person: PersonId,
): Promise<readonly Write[]> {
  const known = await readPerson(store, keys, person)
  if (!isReachable(known)) return []
  const { namings, dropped } = known
  return [...forgetPerson(keys, person), ...newPerson(keys, person, { namings, dropped }, clock.now())]
}

const place = (person: PersonId): Place => ({ at: 'person.body', row: person, stream: 'person', v: 1 })
const sealed = (key: DataKey, person: PersonId, value: PersonRecord): Uint8Array => sealJson(key, place(person), value)
