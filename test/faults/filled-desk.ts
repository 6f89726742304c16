import { randomBytes } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { deskEnv, resultOf } from '../../bench/child.ts'
import type { PlantedMany } from '../../bench/planter.ts'
import { keepBlob } from '../../src/store/blob-rows.ts'
import { openEmbedded } from '../../src/store/embedded.ts'
import { inboxByUpdate } from '../../src/store/inbox-rows.ts'
import { databaseFile } from '../../src/store/sqlite-file.ts'

/** Files of cases are of this size. */
const FILE = 4 * 1_048_576

/** A desk with so many cases, and so many bytes in files of them. Resolves to the environment that opens it. */
export async function filledDesk(folder: string, cases: number, bytes: number): Promise<Record<string, string>> {
  const planted = await resultOf<PlantedMany>('planter.js', [folder, String(cases), String(15 * 60_000)])
  if (planted.cases < cases) throw new Error(`${planted.cases} of ${cases} cases were planted in a quarter of an hour`)
  const { POSTERN_DATA, POSTERN_KEY_FILE } = deskEnv(folder)
  dropPlantedFiles(POSTERN_DATA ?? '')
  const { store, blobs, close } = await openEmbedded({
    folder: POSTERN_DATA ?? '',
    keyFile: POSTERN_KEY_FILE,
    server: true,
    env: {},
    now: 1,
    onFatal: (error) => {
      throw error
    },
  })
  const streams = (await store.read(inboxByUpdate({ viewer: null, limit: 1_000 }))).map(({ stream }) => stream)
  for (let n = 0; n * FILE < bytes; n++) {
    const { blob } = await blobs.put(someBytes(), FILE)
    await store.write([keepBlob(blob, streams[n % streams.length] ?? '', 1)])
  }
  await close()
  return { POSTERN_DATA: POSTERN_DATA ?? '', POSTERN_KEY_FILE: POSTERN_KEY_FILE ?? '' }
}

/** Planted cases want files that were never there, and every copy would say that they are lacking. */
function dropPlantedFiles(data: string): void {
  const db = new DatabaseSync(databaseFile(data))
  db.exec("delete from blob_ref where blob like 'blob-%'")
  db.close()
}

async function* someBytes(): AsyncIterable<Uint8Array> {
  yield randomBytes(FILE - 64)
}
