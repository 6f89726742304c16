import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import fc from 'fast-check'
import { commandBody, reporterCommands, teamCommands } from '../../src/web/api/command-names.ts'
import { reportBody } from '../../src/web/api/report-body.ts'
import { advisoryFields, type Json, type Member, openHouse, type Reporter, type TestHouse } from './house-kit.ts'

/** Whatever a program sends, it gets an answer with a reason, and every case stays readable. */
describe('any body at all', () => {
  let desk: TestHouse
  let grace: Member
  let report: Reporter

  before(async () => {
    const limits = 'limits:\n  reportsPerHour: 100000\n  messagesPerHour: 100000\n  casesPerHour: 100000\n'
    desk = await openHouse({ policy: `project:\n  name: Lantern\n${limits}` })
    grace = await desk.member('Grace', 'lead')
    report = await desk.report()
  })
  after(() => desk?.close())

  it('as a report is taken or refused with a reason', async () => {
    await fc.assert(
      fc.asyncProperty(bodyWith(Object.keys(reportBody.shape)), async (body) => {
        const answer = await send('/api/v1/reports', body, {})
        assert.ok([201, 400, 422].includes(answer.status), `${answer.status} for ${JSON.stringify(body)}`)
        if (answer.status === 201) await desk.reporter((await answer.json()).receipt).thread()
      }),
      bounded,
    )
  })

  it('as a command of a member is carried out or refused with a reason', async () => {
    let carriedOut = 0
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...teamCommands).chain((type) => command(type, 'team')),
        async (body) => {
          const authorization = `Bearer ${grace.token}`
          const answer = await send(`/api/v1/cases/${report.number}/commands`, body, { authorization })
          assert.ok([200, 400, 409, 422].includes(answer.status), `${answer.status} for ${JSON.stringify(body)}`)
          carriedOut += answer.status === 200 ? 1 : 0
          await readable()
        },
      ),
      bounded,
    )
    assert.ok(carriedOut > 0, 'no command came as far as a fact')
  })

  it('as a command of a reporter is carried out or refused with a reason', async () => {
    const types = reporterCommands.filter((type) => type !== 'RotateReceipt' && type !== 'ForgetPerson')
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...types).chain((type) => command(type, 'reporter')),
        async (body) => {
          const fresh = await desk.report()
          const answer = await send('/api/v1/thread/commands', body, { authorization: `Receipt ${fresh.receipt}` })
          assert.ok([200, 400, 409, 422].includes(answer.status), `${answer.status} for ${JSON.stringify(body)}`)
          await fresh.thread()
          await grace.case(fresh.number)
        },
      ),
      bounded,
    )
  })

  async function readable(): Promise<void> {
    const seen = await grace.case(report.number)
    await report.thread()
    await grace.preview(report.number)
    // An ended case refuses everything, and would make the rest of the run idle.
    if (['declined', 'withdrawn', 'closed'].includes(seen.stage)) report = await desk.report()
  }

  const send = (path: string, body: Json, headers: Readonly<Record<string, string>>) =>
    desk.ask(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })
})

const bounded = { numRuns: 100, interruptAfterTimeLimit: 12_000, markInterruptAsFailure: false }

const odd = fc.constantFrom(
  '',
  ' ',
  '\u0000',
  '\uD800',
  '\u202Eevil',
  '<script>',
  'x'.repeat(2_000),
  '\u{1F512}',
  'P-8KX2MQ',
  'none',
)
const value: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'A sentence.',
      'https://example.org/',
      'CVE-2026-12345',
      '2027-03-31T12:00:00Z',
      'a'.repeat(64),
      true,
      false,
      1,
      'named',
      'anonymous',
      'patch',
      'other',
      null,
    ),
  },
  { weight: 2, arbitrary: odd },
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    [],
    ['x'],
    {},
    { channel: 'phone', evidence: 'Said so.' },
    [{ product: 'Lantern', fixed: '1' }],
    { ...advisoryFields },
    { title: 7 },
    { as: 'named', name: 'Rosa' },
    { name: 'Rosa' },
    1e21,
    -1,
  ),
  fc.jsonValue({ maxDepth: 2 }),
)

const bodyWith = (fields: readonly string[]): fc.Arbitrary<Json> =>
  fc
    .tuple(
      fc.record({
        title: fc.oneof(fc.constant('A title'), odd),
        description: fc.oneof(fc.constant('What I found'), odd),
      }),
      fc.dictionary(fc.constantFrom(...fields), value, { maxKeys: 4, noNullPrototype: true }),
    )
    .map(([needed, more]) => ({ ...needed, ...more }))

function command(
  type: (typeof teamCommands)[number] | (typeof reporterCommands)[number],
  sender: 'team' | 'reporter',
): fc.Arbitrary<Json> {
  const { type: _, ...shape } = commandBody(type, sender).shape
  const needed = Object.entries(shape).filter(([, schema]) => !schema.safeParse(undefined).success)
  return fc
    .tuple(
      fc.record(
        Object.fromEntries(
          needed.map(([name, schema]) => [
            name,
            fc.oneof({ weight: 6, arbitrary: fitting(schema) }, { weight: 1, arbitrary: value }),
          ]),
        ),
      ),
      fc.dictionary(fc.constantFrom(...Object.keys(shape)), value, { maxKeys: 1, noNullPrototype: true }),
    )
    .map(([first, more]) => ({ ...first, ...more, type }))
}

/** Something this very field takes, so that many of the bodies get as far as the rules. */
function fitting(schema: { safeParse(value: unknown): { readonly success: boolean } }): fc.Arbitrary<unknown> {
  const all = [
    'A sentence.',
    true,
    false,
    '2027-03-31T12:00:00Z',
    'https://example.org/',
    'CVE-2026-12345',
    'a'.repeat(64),
    ['x'],
    [{ product: 'Lantern', fixed: '1' }],
    advisoryFields,
    'patch',
    'anonymous',
    'out-of-scope',
    'exploit',
    advisoryFields.cvss,
    null,
  ]
  const fits = all.filter((one) => schema.safeParse(one).success)
  return fits.length === 0 ? value : fc.constantFrom(...fits)
}
