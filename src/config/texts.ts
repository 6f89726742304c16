import { z } from 'zod'
import { houseTexts, type TextGroup, unknownVariables, variablesOf } from '../case/canned.ts'
import { near } from './near.ts'

/** The project's own words in the place of the house's. A variable that is not known at that step is refused at once. */
const textOf = (group: TextGroup | 'own', name: string) =>
  z
    .string()
    .min(1)
    .max(8_192)
    .superRefine((text, issue) => {
      const known = variablesOf(group, name)
      for (const variable of new Set(unknownVariables(text, known))) {
        const meant = near(variable, known)
        issue.addIssue({
          code: 'custom',
          // Read by `problemsOf`, which finds the very place in the file.
          params: { place: `{${variable}}` },
          message: `uses {${variable}}, which is not known here: ${
            meant === undefined ? `known are ${known.map((one) => `{${one}}`).join(', ')}` : `did you mean {${meant}}?`
          }`,
        })
      }
    })

const group = (name: TextGroup) =>
  z
    .strictObject(
      Object.fromEntries(Object.keys(houseTexts[name]).map((text) => [text, textOf(name, text).optional()])),
    )
    .prefault({})

export const texts = z.strictObject({
  steps: group('steps'),
  questions: group('questions'),
  decline: group('decline'),
  more: group('more'),
  /** Further ready texts of the project, offered beside the others. */
  own: z
    .array(z.strictObject({ title: z.string().min(1).max(100), text: textOf('own', '') }))
    .max(30)
    .default([]),
})
