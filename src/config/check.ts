import { z } from 'zod'
import { agree } from './agree.ts'
import { file as fileSchema, type PosternFile } from './file.ts'
import type { Problem } from './problem.ts'
import { completed, sentence, unknownKey } from './sentence.ts'
import { type Located, readYaml } from './yaml.ts'

export interface Checked {
  readonly file: PosternFile
  /** The file names its project. */
  readonly named: boolean
}

/** Reads postern.yaml strictly: whatever it does not know, it refuses, and it says everything at once. */
export function checkFile(name: string, bytes: Uint8Array): Checked | readonly Problem[] {
  const read = readYaml(name, bytes)
  if (!('value' in read)) return read
  const given = read.value ?? {}
  const result = fileSchema.safeParse(given, {
    reportInput: true,
    error: (issue) => (issue.code === 'unrecognized_keys' ? knownKeys(issue) : sentence(issue)),
  })
  if (!result.success) return inOrder(result.error.issues.flatMap((issue) => problemsOf(name, issue, read)))
  const problems = agree(result.data).map(({ path, text }) => ({
    file: name,
    ...read.at(path),
    path: path.join('.'),
    text,
  }))
  if (problems.length > 0) return inOrder(problems)
  return { file: result.data, named: typeof given === 'object' && 'project' in given }
}

function problemsOf(file: string, issue: z.core.$ZodIssue, read: Located): readonly Problem[] {
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(' ')
    return issue.keys.map((key) => {
      const path = [...issue.path, key]
      return { file, ...read.atKey(path), path: path.join('.'), text: unknownKey(key, known) }
    })
  }
  const place = issue.code === 'custom' ? issue.params?.place : undefined
  if (typeof place === 'string')
    return [{ file, ...read.within(issue.path, place), path: issue.path.join('.'), text: issue.message }]
  return [{ file, ...read.at(issue.path), path: issue.path.join('.'), text: completed(issue.message, issue.input) }]
}

/** Only the schema that objected knows its keys; they travel to `problemsOf` as the message. */
const knownKeys = ({ inst }: z.core.$ZodRawIssue): string =>
  inst instanceof z.core.$ZodObject ? Object.keys(inst._zod.def.shape).join(' ') : ''

/** As one reads the file, from top to bottom. */
const inOrder = (problems: readonly Problem[]): readonly Problem[] =>
  problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0))
