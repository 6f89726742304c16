import { storeContract } from '../../test/contracts/store.ts'
import { testDatabase } from '../../test/stand-ins/postgres.ts'
import { openPostgres } from './postgres.ts'

storeContract('shared', async () => {
  const database = await testDatabase()
  const open = (server: boolean) => openPostgres({ url: database.url, server, deskId: 'desk1', now: 1 })
  return { store: await open(true), again: () => open(false), drop: database.drop }
})
