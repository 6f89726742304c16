import { house } from '../../src/main.ts'

/** `postern rebuild` at a time of its own, with a fault in the writer. For rebuild.test.ts. */
const { env, failpoints, now } = JSON.parse(process.argv[2] ?? '')
const clock = { now: () => now, steady: () => 0, every: () => ({ stop: () => undefined }) }
const desk = await house({ env, as: 'console', clock, failpoints })
await desk.rebuild(() => undefined)
await desk.close()
