import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { NotDelivered } from '../../src/channels/channel.ts'
import { post, type Resolve } from '../../src/channels/outbound.ts'
import { isPublicAddress } from '../../src/channels/public-address.ts'

describe('a request to an address that somebody wrote down', () => {
  let port: number
  let asked = 0
  const hosts: string[] = []
  const server = createServer((request, response) => {
    asked += 1
    hosts.push(request.headers.host ?? '')
    response.end()
  })
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    port = (server.address() as AddressInfo).port
  })
  after(() => new Promise((resolve) => server.close(resolve)))

  const codeOf = (url: string, internal = false, resolve?: Resolve): Promise<string> =>
    post({ url, headers: {}, body: '{}', internal, ...(resolve && { resolve }) }).then(
      (status) => String(status),
      (error: unknown) => (error instanceof NotDelivered ? error.code : `${error}`),
    )

  it('case 49: goes to no address of the own network, however it is written', async () => {
    for (const host of [
      ...['127.0.0.1', '127.1', '0x7f000001', '2130706433', '017700000001', '0.0.0.0', '10.0.0.1', '172.16.3.4'],
      ...['192.168.1.1', '169.254.169.254', '100.64.0.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
      ...['[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:a9fe:a9fe]', '[64:ff9b::7f00:1]', '[64:ff9b:1::a00:1]'],
      ...['[fe80::1]', '[fc00::1]', '[fd12:3456::1]', '[ff02::1]', '[2002:7f00:1::]', '[2001:0:7f00:1::]', 'localhost'],
    ])
      assert.equal(await codeOf(`https://${host}:${port}/`), 'private-address', host)
    assert.equal(asked, 0)
  })

  it('case 49: goes nowhere but over the web, and to no port of another service', async () => {
    for (const url of [
      'gopher://example.org/',
      'file:///etc/passwd',
      'ftp://example.org/',
      'http://example.org/',
      'x',
      '//a',
    ])
      assert.equal(await codeOf(url), 'url-refused', url)
    for (const url of ['https://user:secret@example.org/', 'https://user@example.org/'])
      assert.equal(await codeOf(url), 'url-refused', url)
    for (const open of [22, 25, 0, 80, 110])
      assert.equal(await codeOf(`https://example.org:${open}/`), 'port-refused', String(open))
    assert.equal(await codeOf('http://127.0.0.1:22/', true), 'port-refused')
  })

  it('case 49: asks for every address of a name, and connects to the one it looked at', async () => {
    const answers =
      (...addresses: string[]): Resolve =>
      async () =>
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    assert.equal(
      await codeOf(`https://evil.example:${port}/`, false, answers('93.184.215.14', '127.0.0.1')),
      'private-address',
    )
    assert.equal(await codeOf(`https://evil.example:${port}/`, false, answers('::ffff:127.0.0.1')), 'private-address')
    assert.equal(await codeOf('https://evil.example/', false, answers()), 'unresolved')
    let looks = 0
    // A name that points elsewhere when it is asked a second time.
    const rebinding: Resolve = async () => {
      looks += 1
      return [{ address: looks === 1 ? '127.0.0.1' : '192.0.2.1', family: 4 }]
    }
    assert.equal(await codeOf(`http://chat.internal.example:${port}/`, true, rebinding), '200')
    assert.deepEqual([looks, hosts.at(-1)], [1, `chat.internal.example:${port}`])
  })

  it('goes to a host of the own network that the operator named as one', async () => {
    assert.equal(await codeOf(`http://127.0.0.1:${port}/`, true), '200')
  })

  it('knows what the public internet is', () => {
    for (const address of ['1.1.1.1', '93.184.215.14', '2606:4700:4700::1111', '2a00:1450:4001::1'])
      assert.equal(isPublicAddress(address), true, address)
    for (const address of ['', 'localhost', '1.1.1', '2001:db8::1', '3fff::1', '::', '4000::1', '192.0.2.1'])
      assert.equal(isPublicAddress(address), false, address)
  })
})
