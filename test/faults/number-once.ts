import { once } from 'node:events'
import { house } from '../../src/main.ts'

/** One that numbers the audit log and signs it, in a process that may be killed meanwhile. For numbering.test.ts. */
const { env, now, failpoints } = JSON.parse(process.argv[2] ?? '')
const desk = await house({
  env,
  failpoints,
  as: 'console',
  clock: { now: () => now, steady: () => now, every: () => ({ stop: () => undefined }) },
  log: { request: () => undefined, failure: () => undefined, note: () => undefined },
})
const told = once(process, 'message')
process.send?.(desk.stats().commits)
await told
await desk.audit.numbering.sign()
await desk.close()
process.disconnect?.()
