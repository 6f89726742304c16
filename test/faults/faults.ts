/**
 * `npm run faults`: the tests of this folder in their long form, one at a time. `npm test` runs the same ones with a few
 * rounds each.
 */
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec as Spec } from 'node:test/reporters'
import { installCounterparts } from '../machine.ts'
import { serverOfThisRun } from '../stand-ins/postgres.ts'

const missing = installCounterparts()
if (missing.length > 0) console.error(`SKIPPED are all faults that need: ${missing.join(', ')} (Debian has them)`)
for (const name of Object.keys(process.env))
  if (/^(POSTERN_(?!TEST_DATABASE_URL$).*|PORT|HOST|DATABASE_URL)$/.test(name)) delete process.env[name]
process.env.FAULTS = 'long'
const postgres = await serverOfThisRun()
Object.assign(process.env, postgres.env)

const files = globSync('*.test.js', { cwd: import.meta.dirname }).map((name) => join(import.meta.dirname, name))
if (files.length === 0) throw new Error('there are faults to try')
const events = run({ files: files.sort(), concurrency: 1, timeout: 20 * 60_000, execArgv: ['--test-force-exit'] })
let failed = false
events.on('test:fail', () => {
  failed = true
})
events.on('test:summary', ({ file, counts }) => {
  if (file === undefined) void postgres.end()
  // With CI=true a fault that was not tried is a fault.
  if (file === undefined && (failed || counts.tests === 0 || (counts.skipped > 0 && process.env.CI === 'true')))
    process.exitCode = 1
})
events.compose(new Spec()).pipe(process.stdout)
