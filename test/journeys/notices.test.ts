import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type MailServer, mailServer } from '../stand-ins/mail-server.ts'
import { type Member, openHouse, type TestHouse } from './house-kit.ts'

const minute = 60_000
const hour = 60 * minute

/** The address, confirmed as a person would: the code is read in the mail. */
export async function confirmed(house: TestHouse, mail: MailServer, member: Member, address: string): Promise<void> {
  assert.ok(await house.house.notices.askMail({ member: member.id }, address))
  await house.house.tick()
  const code = /^ {4}(\S+)/m.exec(mail.letters.at(-1)?.text ?? '')?.[1] ?? ''
  assert.ok(await house.house.notices.confirmMail(code), `the code ${code} confirms`)
}

describe('being told', () => {
  let mail: MailServer
  let house: TestHouse
  let mia: Member
  before(async () => {
    mail = await mailServer()
  })
  after(() => mail.close())

  const open = async () => {
    house = await openHouse({
      policy: `project: { name: Lantern }\nmail: { smtp: { host: 127.0.0.1, port: ${mail.port}, tls: none, from: desk@lantern.example } }\n`,
    })
    mia = await house.member('Mia', 'lead')
    await confirmed(house, mail, mia, 'mia@lantern.example')
    house.later(hour)
    mail.letters.splice(0)
  }
  const close = () => house.close()
  const tick = async (milliseconds = 0) => {
    house.later(milliseconds)
    await house.house.tick()
  }

  it('says in one letter that there is news, and nothing of what it is', async () => {
    await open()
    await house.report()
    await house.report()
    await tick()
    assert.equal(mail.letters.length, 1)
    const [letter] = mail.letters
    assert.deepEqual(letter?.to, ['mia@lantern.example'])
    assert.equal(letter?.headers.get('subject'), 'News at the Postern desk of Lantern')
    assert.equal(letter?.headers.get('auto-submitted'), 'auto-generated')
    assert.match(letter?.headers.get('content-type') ?? '', /^text\/plain/)
    assert.match(letter?.text ?? '', /2 new reports/)
    assert.doesNotMatch(letter?.raw ?? '', /heliotrope|cookie|P-[0-9A-Z]{6}/i)
    await close()
  })
})
