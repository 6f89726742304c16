import { openEmbedded } from '../../src/store/embedded.ts'
import { rotateRootKey } from '../../src/store/rotate.ts'
import { openShared } from '../../src/store/shared.ts'

/** `postern key rotate`, which may be killed: by a fault in its writer, or from outside. For rotation.test.ts. */
const given = JSON.parse(process.argv[2] ?? '')
const ask = {
  ...given,
  server: false,
  now: 1,
  onFatal: (error: Error) => {
    throw error
  },
}
const desk = await (given.databaseUrl === undefined ? openEmbedded(ask) : openShared(ask))
process.send?.('begun')
await rotateRootKey(desk.store, desk.root.fresh(), () => undefined)
await desk.close()
process.disconnect?.()
