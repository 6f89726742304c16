/**
 * What the desk is measured against: node:http and one durable insert for each request, nothing else. It reads no more
 * than the body, checks nothing, seals nothing, and answers a receipt that it made up.
 */
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const [folder = '.'] = process.argv.slice(2)
const db = new DatabaseSync(join(folder, 'bare.db'))
db.exec(
  'pragma journal_mode = wal; pragma synchronous = full; create table report (id text primary key, body text not null) strict',
)
const insert = db.prepare('insert into report (id, body) values (?1, ?2)')

const server = createServer(async (request, response) => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const id = randomBytes(16).toString('hex')
  insert.run(id, Buffer.concat(parts).toString('utf8'))
  response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ receipt: id }))
})
server.listen(0, '127.0.0.1', () =>
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
)
process.on('message', () => process.exit(0))
