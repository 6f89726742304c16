import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { type Call, type Channel, type Letter, NotDelivered } from '../../src/channels/channel.ts'
import { type SmtpAsk, smtpChannel } from '../../src/channels/email/smtp.ts'
import { webhookChannel } from '../../src/channels/webhook/webhook.ts'
import { deadPort, mailServer, silentServer } from '../stand-ins/mail-server.ts'
import { needsOpenSmtpd, openSmtpd } from '../stand-ins/opensmtpd.ts'

const impatient = { connect: 1, greeting: 0.3, silence: 0.3, whole: 1 }

const mail = (port: number, more: Partial<SmtpAsk> = {}) =>
  smtpChannel({
    smtp: { host: '127.0.0.1', port, tls: 'none', from: 'desk@lantern.example' },
    password: null,
    host: 'security.lantern.example',
    steady: () => performance.now(),
    ...more,
  })

const letter: Letter = {
  id: 'letter-1',
  line: 'members',
  to: 'mia@lantern.example',
  subject: 'News at the Postern desk of Lantern',
  text: 'There is news.\n',
}

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

interface Heard {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A program that listens, on loopback. */
async function listener(answer: (path: string) => number | null) {
  const heard: Heard[] = []
  const server: Server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      heard.push({ headers: request.headers, body })
      const status = answer(request.url ?? '')
      if (status === null) return
      response.writeHead(status, status === 302 ? { Location: 'http://127.0.0.1/elsewhere' } : {})
      response.end('x'.repeat(100_000))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    heard,
    url: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

const hooks = (url: string, more: { internal?: boolean } = {}) =>
  webhookChannel({
    webhooks: [{ url, secret: { env: 'HOOK' }, events: ['new-report'], internal: more.internal ?? true }],
    origin: 'https://security.lantern.example',
    secrets: new Map([[url, secret]]),
    now: () => Date.UTC(2026, 10, 21),
  })

const call = (url: string): Call => ({ id: 'call-1', at: Date.UTC(2026, 10, 21, 9), url, type: 'new-report' })

const failure = async (sending: Promise<void>): Promise<NotDelivered> => {
  const error = await sending.then(
    () => assert.fail('it was delivered'),
    (cause: unknown) => cause,
  )
  assert.ok(error instanceof NotDelivered, String(error))
  assert.match(error.code, /^[a-z0-9-]{1,64}$/)
  return error
}

/** What every channel promises, whatever it carries. */
function contract<Message>(
  name: string,
  world: () => Promise<{
    readonly channel: (far: 'good' | 'later' | 'never' | 'dead' | 'silent') => Channel<Message>
    readonly message: (far: 'good' | 'later' | 'never' | 'dead' | 'silent') => Message
    /** The names under which the far side knows what arrived. */
    readonly arrived: () => readonly string[]
    readonly close: () => Promise<unknown>
  }>,
) {
  describe(name, () => {
    let far: Awaited<ReturnType<typeof world>>
    before(async () => {
      far = await world()
    })
    after(() => far.close())

    it('resolves once the far side has it, and repeats itself under the same name', async () => {
      const channel = far.channel('good')
      await channel.send(far.message('good'))
      await channel.send(far.message('good'))
      assert.equal(far.arrived().length, 2)
      assert.equal(new Set(far.arrived()).size, 1)
    })

    it('tells what may go through later from what never will', async () => {
      assert.equal((await failure(far.channel('later').send(far.message('later')))).retry, true)
      assert.equal((await failure(far.channel('never').send(far.message('never')))).retry, false)
    })

    it('gives up on a far side that is not there, or says nothing', async () => {
      const dead = await failure(far.channel('dead').send(far.message('dead')))
      assert.deepEqual([dead.code, dead.retry], ['unreachable', true])
      const silent = await failure(far.channel('silent').send(far.message('silent')))
      assert.deepEqual([silent.code, silent.retry], ['timeout', true])
    })
  })
}

contract<Letter>('mail as a channel', async () => {
  const good = await mailServer()
  const later = await mailServer()
  const never = await mailServer()
  later.mood.refuse = 451
  never.mood.refuse = 550
  const silent = await silentServer()
  const dead = await deadPort()
  const ports = { good: good.port, later: later.port, never: never.port, dead, silent: silent.port }
  return {
    channel: (far) => mail(ports[far], { patience: impatient }),
    message: () => letter,
    arrived: () => good.letters.map(({ headers }) => headers.get('message-id') ?? ''),
    close: () => Promise.all([good, later, never, silent].map((server) => server.close())),
  }
})

contract<Call>('a webhook as a channel', async () => {
  const open = await listener((path) =>
    path === '/silent' ? null : path === '/later' ? 503 : path === '/never' ? 410 : 204,
  )
  const dead = `http://127.0.0.1:${await deadPort()}`
  const urls = {
    good: open.url,
    later: `${open.url}/later`,
    never: `${open.url}/never`,
    dead,
    silent: `${open.url}/silent`,
  }
  return {
    channel: (far) => hooks(urls[far]),
    message: (far) => call(urls[far]),
    arrived: () =>
      open.heard
        .map(({ headers }) => String(headers['webhook-id']))
        .filter((id) => id === 'call-1')
        .slice(0, 2),
    close: open.close,
  }
})

describe('a letter', () => {
  it('is taken by OpenSMTPD as it was written', { skip: needsOpenSmtpd() }, async () => {
    const server = await openSmtpd(['mia@lantern.example'])
    try {
      const channel = mail(server.port)
      await channel.send({ ...letter, text: 'There is news.\n.\nA dot alone ends nothing.\n' })
      const [arrived] = await server.letters(1)
      assert.equal(arrived?.from, 'desk@lantern.example')
      assert.deepEqual(arrived?.to, ['mia@lantern.example'])
      assert.equal(arrived?.headers.get('message-id'), '<letter-1@security.lantern.example>')
      assert.equal(arrived?.headers.get('auto-submitted'), 'auto-generated')
      assert.match(arrived?.headers.get('content-type') ?? '', /^text\/plain; charset=utf-8/)
      assert.match(arrived?.text ?? '', /^There is news\.\r?\n\.\r?\nA dot alone ends nothing\.\r?\n/)
      const refused = await failure(channel.send({ ...letter, to: 'nobody@lantern.example' }))
      assert.match(refused.code, /^smtp-5/)
      assert.equal(refused.retry, false)
    } finally {
      await server.close()
    }
  })

  it('never crosses in clear, or to a stranger, where TLS was asked for', async () => {
    for (const tls of ['none', 'unknown'] as const) {
      const server = await mailServer(0, tls)
      try {
        const smtp = { host: '127.0.0.1', port: server.port, tls: 'starttls', from: 'desk@lantern.example' } as const
        const error = await failure(mail(server.port, { smtp, patience: { ...impatient, whole: 5 } }).send(letter))
        assert.deepEqual([error.retry, server.letters.length], [true, 0], `${tls}: ${error.code}`)
      } finally {
        await server.close()
      }
    }
  })

  it('goes to the one address it names, or nowhere', async () => {
    const server = await mailServer()
    try {
      const channel = mail(server.port)
      for (const to of [
        '"a@evil.example x"@lantern.example',
        'mia@lantern.example, eve@evil.example',
        'team: eve@evil.example;',
        'Mia <mia@lantern.example>',
        'mia@lantern.example\r\nBcc: eve@evil.example',
        'mia@lantern.example\nRCPT TO:<eve@evil.example>',
        'mia@[127.0.0.1]',
        'mia@localhost',
        '(comment)mia@lantern.example',
        'mi\u0430@lantern.example',
        'mia@l\u0430ntern.example',
        'a@b@lantern.example',
        `${'a'.repeat(65)}@lantern.example`,
        `mia@${'a.'.repeat(200)}example`,
        '-froot@lantern.example',
        '',
      ])
        assert.deepEqual([to, (await failure(channel.send({ ...letter, to }))).code], [to, 'address-refused'])
      assert.equal(server.letters.length, 0)
    } finally {
      await server.close()
    }
  })

  it('leaves a server alone for a while that could not be reached', async () => {
    let now = 0
    const port = await deadPort()
    const channel = mail(port, { patience: impatient, steady: () => now })
    assert.equal((await failure(channel.send(letter))).code, 'unreachable')
    const server = await mailServer(port)
    try {
      assert.equal((await failure(channel.send(letter))).code, 'unreachable')
      now += 31_000
      await channel.send(letter)
      assert.equal(server.letters.length, 1)
    } finally {
      await server.close()
    }
  })
})

describe('a call', () => {
  it('is signed after Standard Webhooks, and says nothing but that something happened', async () => {
    const open = await listener(() => 200)
    try {
      await hooks(open.url).send(call(open.url))
      const [{ headers, body } = assert.fail('it was heard')] = open.heard
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`
      const expected = createHmac('sha256', Buffer.alloc(32, 7)).update(signed).digest('base64')
      assert.equal(headers['webhook-signature'], `v1,${expected}`)
      assert.deepEqual(JSON.parse(body), {
        type: 'new-report',
        timestamp: '2026-11-21T09:00:00.000Z',
        data: { desk: 'https://security.lantern.example' },
      })
    } finally {
      await open.close()
    }
  })

  it('follows nobody elsewhere', async () => {
    const open = await listener(() => 302)
    try {
      const error = await failure(hooks(open.url).send(call(open.url)))
      assert.deepEqual([error.code, error.retry], ['http-302', false])
      assert.equal(open.heard.length, 1)
    } finally {
      await open.close()
    }
  })
})
