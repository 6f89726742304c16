import { advisoryFields, type Member, type Reporter, type TestHouse } from './house-kit.ts'

/** Brings a case of the default steps up to the end of a stage, by the shortest way. */
export async function throughRelease(desk: TestHouse, member: Member, report: Reporter): Promise<void> {
  await member.give(report.number, 'ConfirmReproduction')
  await member.give(report.number, 'OfferFix', { text: 'Please test this.' })
  await report.give('VerifyFix', { holds: true })
  await member.give(report.number, 'ReleaseFix', { version: '4.39.1' })
  await member.give(report.number, 'DraftAdvisory', { fields: advisoryFields })
  if ((await report.thread()).credit.as === null) await member.give(report.number, 'AskCredit')
  await desk.house.tick()
}

/** Published, once users had their time. Resolves to the advisory's id. */
export async function throughPublication(desk: TestHouse, member: Member, report: Reporter): Promise<string> {
  await throughRelease(desk, member, report)
  await desk.days(7)
  await member.give(report.number, 'PublishAdvisory')
  return (await report.thread()).advisory.id
}
