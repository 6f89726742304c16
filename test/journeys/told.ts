import assert from 'node:assert/strict'
import type { Arrived, MailServer } from '../stand-ins/mail-server.ts'
import { type Member, openHouse, type TestHouse } from './house-kit.ts'

/** A desk that can send mail, and somebody on it who gets some. */
export const withMail = (port: number, more = ''): string =>
  `project: { name: Lantern }\nmail: { smtp: { host: 127.0.0.1, port: ${port}, tls: none, from: desk@lantern.example } }\n${more}`

export const openWithMail = (mail: Pick<MailServer, 'port'>, more = ''): Promise<TestHouse> =>
  openHouse({ policy: withMail(mail.port, more) })

/** The code in the newest letter to this address that has one. */
export function codeIn(letters: readonly Arrived[], address: string): string {
  const letter = letters.findLast(({ to, text }) => to.includes(address) && /^ {4}\S/m.test(text))
  return /^ {4}(\S+)/m.exec(letter?.text ?? '')?.[1] ?? ''
}

/** A member whose address is confirmed as a person would do it: the code is read in the mail. */
export async function told(house: TestHouse, mail: MailServer, name: string): Promise<Member> {
  const member = await house.member(name, 'lead')
  const address = `${name.toLowerCase()}@lantern.example`
  assert.ok(await house.house.notices.askMail({ member: member.id }, address))
  await house.house.tick()
  assert.ok(await house.house.notices.confirmMail(codeIn(mail.letters, address)), `the code for ${address} confirms`)
  return member
}
