import { openEmbedded } from '../../src/store/embedded.ts'
import { rotateRootKey } from '../../src/store/rotate.ts'

/** `postern key rotate` with a fault in the writer. For rotation.test.ts. */
const { folder, env, failpoints } = JSON.parse(process.argv[2] ?? '')
const desk = await openEmbedded({
  folder,
  env,
  failpoints,
  server: false,
  now: 1,
  onFatal: (error) => {
    throw error
  },
})
process.send?.('begun')
await rotateRootKey(desk.store, desk.root.fresh(), () => undefined)
await desk.close()
