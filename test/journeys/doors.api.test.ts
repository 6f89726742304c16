import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, it } from 'node:test'
import { visitor } from '../stand-ins/visitor.ts'
import { aReport, openHouse, type TestHouse } from './house-kit.ts'

let desk: TestHouse
afterEach(() => desk?.close())

describe('sending a report twice', () => {
  const headers = { 'idempotency-key': '8f1c9a52-6a55-4c21-9b46-0f0b7a1f6a11' }

  it('answers the same receipt to the same key and body, and opens one case', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const [first, again] = [await desk.report({}, { headers }), await desk.report({}, { headers })]
    assert.deepEqual(again.sent.body, first.sent.body)
    assert.equal((await ada.get('/api/v1/cases')).body.items.length, 1)
  })

  it('answers one receipt to many at once', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const many = await Promise.all(
      Array.from({ length: 8 }, () => desk.report({}, { headers, files: { 'log.txt': 'the same' } })),
    )
    assert.equal(new Set(many.map(({ receipt }) => receipt)).size, 1)
    assert.equal((await ada.get('/api/v1/cases')).body.items.length, 1)
  })

  it('refuses the same key with another body, or with another file, and sends nothing', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    await desk.report({}, { headers, files: { 'log.txt': 'one' } })
    const send = (body: object, content: string) => {
      const form = new FormData()
      form.set('report', JSON.stringify({ ...aReport, ...body }))
      form.append('files', new Blob([content]), 'log.txt')
      return desk.ask('/api/v1/reports', { method: 'POST', body: form, headers })
    }
    for (const response of [await send({ title: 'Another' }, 'one'), await send({}, 'two')]) {
      assert.equal(response.status, 422)
      assert.equal((await response.json()).type, 'urn:postern:problem:key-reused')
    }
    assert.equal((await ada.get('/api/v1/cases')).body.items.length, 1)
  })

  it('opens two cases without a key', async () => {
    desk = await openHouse()
    const [one, two] = [await desk.report(), await desk.report()]
    assert.notEqual(one.number, two.number)
    assert.notEqual(one.receipt, two.receipt)
  })
})

describe('files', () => {
  it('of one case have a limit together, and text always fits', async () => {
    desk = await openHouse({ policy: 'project:\n  name: Lantern\nlimits:\n  fileSize: 6 B\n  caseFiles: 10 B\n' })
    const report = await desk.report({}, { files: { 'one.txt': 'sixsix' } })
    const more = { files: { 'two.txt': 'fivef' } }
    assert.equal((await report.answer('SendMessage', { text: 'Another.' }, more)).body.refused, 'too-many-files')
    await report.give('SendMessage', { text: 'Only words.' })
    await report.give('SendMessage', { text: 'A short one.' }, { files: { 'two.txt': 'four' } })
    assert.equal((await report.thread()).files.length, 2)
  })
})

describe('giving a command twice', () => {
  it('gets the first answer, and does nothing more', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const report = await desk.report()
    const first = await ada.give(report.number, 'SendMessage', { id: 'm-1', text: 'We are on it.' })
    const again = await ada.give(report.number, 'SendMessage', { id: 'm-1', text: 'We are on it.' })
    assert.deepEqual(again, first)
    assert.equal(
      (await report.thread()).messages.filter((message: { text: string }) => message.text === 'We are on it.').length,
      1,
    )
    await report.give('SendMessage', { id: 'm-1', text: 'Thank you.' })
    assert.equal((await report.thread()).messages.at(-1).text, 'Thank you.')
  })
})

describe('a receipt', () => {
  it('is replaced on request: the new one opens the thread, the old one says only that it was replaced', async () => {
    desk = await openHouse()
    const report = await desk.report()
    const { receipt } = await report.give('RotateReceipt')
    assert.match(receipt, /^[a-z]+(-[a-z]+){9}$/)
    assert.equal((await desk.reporter(receipt).thread()).number, report.number)
    const old = await desk.ask('/api/v1/thread', { headers: { authorization: `Receipt ${report.receipt}` } })
    assert.equal(old.status, 401)
    const problem = await old.json()
    assert.equal(problem.type, 'urn:postern:problem:receipt-replaced')
    assert.ok(!JSON.stringify(problem).includes(report.number))
    await desk.days(31)
    const later = await desk.ask('/api/v1/thread', { headers: { authorization: `Receipt ${report.receipt}` } })
    assert.equal((await later.json()).type, 'urn:postern:problem:receipt')
  })

  it('is replaced once for one id, and the repeat answers the same to nobody but its sender', async () => {
    desk = await openHouse()
    const report = await desk.report()
    const id = 'b9f1d3c2-7a53-4f7e-9d52-0c2f5f5f7a11'
    const first = await report.give('RotateReceipt', { id })
    // The answer got lost: the old code opens nothing, and still gets this answer again.
    const again = await report.answer('RotateReceipt', { id })
    assert.deepEqual([again.status, again.body], [200, first])
    assert.equal((await desk.reporter(first.receipt).thread()).number, report.number)
    for (const other of [{ id: `${id}x` }, {}, { id: 'rotate-1' }]) {
      const answer = await report.answer('RotateReceipt', other)
      assert.deepEqual([answer.status, answer.body.type], [401, 'urn:postern:problem:receipt-replaced'])
    }
    assert.equal((await report.answer('SendMessage', { id, text: 'x' })).status, 401)
    assert.equal((await (await desk.report()).answer('RotateReceipt', { id })).status, 200)
    await desk.days(2)
    assert.equal((await report.answer('RotateReceipt', { id })).status, 401)
    assert.equal((await desk.reporter(first.receipt).thread()).number, report.number)
  })

  it('is replaced for an id that could be guessed as well, but that id never brings the new code back', async () => {
    desk = await openHouse()
    const report = await desk.report()
    const { receipt } = await report.give('RotateReceipt', { id: 'rotate-1' })
    assert.equal((await report.answer('RotateReceipt', { id: 'rotate-1' })).status, 401)
    assert.equal((await desk.reporter(receipt).thread()).number, report.number)
  })

  it('works as people type it', async () => {
    desk = await openHouse()
    const report = await desk.report()
    const typed = report.receipt.toUpperCase().replaceAll('-', ' ')
    assert.equal((await desk.reporter(typed).thread()).number, report.number)
  })
})

describe('a report that arrived elsewhere', () => {
  const entry = {
    report: aReport,
    door: 'email',
    arrivedAt: '2026-11-19T08:00:00+01:00',
    from: 'Rosa <rosa@example.org>',
  }

  it('is entered by hand with when it arrived, and its reporter takes it over once', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const entered = await ada.post('/api/v1/cases', entry, { files: { 'mail.eml': 'From: Rosa' } })
    assert.equal(entered.status, 201)
    const { case: number, handOver, takeOver } = entered.body
    const seen = await ada.case(number)
    assert.equal(seen.door, 'email')
    assert.equal(seen.receivedAt, '2026-11-19T07:00:00.000Z')
    assert.deepEqual(
      seen.files.map((file: { name: string }) => file.name),
      ['mail.eml'],
    )

    const rosa = visitor(desk.house, desk.origin)
    await rosa.get(new URL(takeOver).pathname)
    const taken = await rosa.submit('/take-over', { code: handOver })
    assert.equal(taken.status, 200)
    const receipt = /[a-z]+(?:-[a-z]+){9}/.exec(taken.body)?.[0] ?? ''
    assert.equal((await desk.reporter(receipt).thread()).number, number)

    await rosa.get('/take-over')
    assert.equal((await rosa.submit('/take-over', { code: handOver })).status, 422)
    // A hand-over code is no receipt.
    assert.equal((await desk.ask('/api/v1/thread', { headers: { authorization: `Receipt ${handOver}` } })).status, 401)
  })

  it('is one case where the same key comes twice', async () => {
    desk = await openHouse()
    const [ada, grace] = [await desk.member('Ada'), await desk.member('Grace')]
    const headers = { 'idempotency-key': 'mail-4711' }
    const [one, two] = [
      await ada.post('/api/v1/cases', entry, { headers }),
      await ada.post('/api/v1/cases', entry, { headers }),
    ]
    assert.deepEqual(two.body, one.body)
    assert.notEqual((await grace.post('/api/v1/cases', entry, { headers })).body.case, one.body.case)
  })

  it('has nobody to ask for credit where the team found it', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const { body } = await ada.post('/api/v1/cases', { ...entry, foundByTeam: true })
    assert.equal(body.handOver, null)
    const seen = await ada.case(body.case)
    assert.equal(seen.reporter, null)
    assert.equal(await ada.refused(body.case, 'AskCredit'), 'no-reporter')
  })

  it('did not arrive tomorrow', async () => {
    desk = await openHouse()
    const ada = await desk.member('Ada')
    const answer = await ada.post('/api/v1/cases', { ...entry, arrivedAt: '2027-01-01T00:00:00Z' })
    assert.equal(answer.status, 422)
    assert.equal(answer.body.problems[0].field, 'arrivedAt')
  })
})

describe('a new policy', () => {
  it('leaves open cases under the one they came under, until a lead adopts it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'postern-adopt-'))
    try {
      desk = await openHouse({ folder, policy: 'project:\n  name: Lantern\n' })
      const report = await desk.report()
      const before = await report.thread()
      await desk.close()

      writeFileSync(join(folder, 'postern.yaml'), 'project:\n  name: Lantern\npublish:\n  updateWindow: 14\n')
      desk = await openHouse({ folder, policy: 'project:\n  name: Lantern\npublish:\n  updateWindow: 14\n' })
      const [ada, grace] = [await desk.member('Ada'), await desk.member('Grace', 'lead')]
      assert.deepEqual(await desk.reporter(report.receipt).thread(), before)
      const { policy, policyInForce } = await ada.case(report.number)
      assert.notEqual(policy, policyInForce)
      await desk.read(`/policy/${policy}`)

      assert.equal(
        await ada.refused(report.number, 'AdoptPolicy', { policy: policyInForce, reason: 'Fairer.' }),
        'lead-only',
      )
      assert.equal(
        (await grace.answer(report.number, 'AdoptPolicy', { policy: 'a'.repeat(64), reason: 'Which?' })).status,
        422,
      )
      await grace.give(report.number, 'AdoptPolicy', {
        policy: policyInForce,
        reason: 'The longer window is fairer to users.',
      })
      assert.equal((await desk.reporter(report.receipt).thread()).policy, policyInForce)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
