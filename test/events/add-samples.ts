import { addMissing } from './samples.ts'

/** Run after a new kind or version of a fact was added: makes the sample that every later release will have to read. */
for (const path of addMissing()) process.stdout.write(`${path}\n`)
