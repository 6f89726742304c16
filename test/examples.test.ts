import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import ajvFormats from 'ajv-formats'
import { parse } from 'yaml'
import { type NumberedStep, numberSteps } from '../src/advisory/numbered-steps.ts'
import { drift } from '../src/advisory/policy-drift.ts'
import { policyMarkdown } from '../src/advisory/policy-markdown.ts'
import { securityTxt } from '../src/advisory/security-txt.ts'
import type { Policy } from '../src/case/policy.ts'
import { configSchema, readConfig } from '../src/config.ts'
import { root } from './machine.ts'

const folder = join(root, 'examples')
const names = readdirSync(folder).filter((file) => file.endsWith('.yaml'))
const policyOf = (name: string): Policy => readConfig({ env: {}, file: join(folder, name) }).policy
const url = 'https://security.example.org'
const pageOf = (name: string): string => policyMarkdown(policyOf(name), url).replaceAll(/\s+/g, ' ')

const ajv = new Ajv2020({ strict: false })
ajvFormats.default(ajv)
const valid = ajv.compile(configSchema())

describe('the examples', () => {
  it('are the three policies of one project, a small project and a vendor', () => {
    assert.deepEqual(names.toSorted(), [
      'authelia-1.yaml',
      'authelia-2.yaml',
      'authelia-3.yaml',
      'small-project.yaml',
      'vendor.yaml',
    ])
  })

  for (const name of names) {
    it(`${name} is read strictly, and the JSON Schema agrees`, () => {
      assert.equal(readConfig({ env: {}, file: join(folder, name) }).named, true)
      assert.equal(valid(parse(readFileSync(join(folder, name), 'utf8'))), true, JSON.stringify(valid.errors))
    })

    it(`${name} writes a SECURITY.md that does not drift, and a security.txt`, () => {
      const policy = policyOf(name)
      assert.deepEqual(drift(policy, url, policyMarkdown(policy, url)), [])
      const made = securityTxt({ policy, url, now: 0, expires: 86_400_000 })
      assert.ok('text' in made, JSON.stringify(made))
    })
  }

  it('the schema refuses what the reader refuses', () => {
    assert.equal(valid({ project: { name: 'Lantern' }, polices: true }), false)
    assert.equal(valid({ deadlines: { firstAnswer: 'soon' } }), false)
    assert.equal(valid({ limits: { fileSize: '50 MB' } }), false)
  })
})

const outline = (steps: readonly NumberedStep[]): readonly string[] =>
  steps.flatMap(({ number, kind, steps, together }) => [
    `${number} ${kind ?? 'text'}`,
    ...outline(together),
    ...outline(steps),
  ])
const contactsOf = (name: string): readonly string[] =>
  policyOf(name).contacts.map(({ kind, lastResort }) => (lastResort ? `${kind}, only where necessary` : kind))

/** What each page has to say, as pairs of the fact in the policy and words on our page. */
function says(name: string, facts: Readonly<Record<string, RegExp>>): void {
  const page = pageOf(name)
  for (const [fact, words] of Object.entries(facts)) assert.match(page, words, `${name}: ${fact}`)
}

describe('the first policy', () => {
  it('has its seven steps in their order', () => {
    assert.deepEqual(outline(numberSteps(policyOf('authelia-1.yaml'))), [
      '1 report',
      '2 review',
      '3 reproduce',
      '4 patch',
      '5 verify',
      '6 release',
      '7 publish',
    ])
  })

  it('keeps its ways of contact in order and adds the form behind them', () => {
    assert.deepEqual(contactsOf('authelia-1.yaml'), ['matrix', 'discord', 'email', 'form'])
  })

  it('says every fact of it', () => {
    says('authelia-1.yaml', {
      'responsible disclosure':
        /\[responsible disclosure\]\(https:\/\/en\.wikipedia\.org\/wiki\/Responsible_disclosure\)/,
      'first in private': /one of the maintainers first, in private, by Matrix, Discord or e-mail/,
      'not public before a fix':
        /Please do not - make the vulnerability public, at least until we have had a chance to fix it/,
      documentation: /https:\/\/www\.authelia\.com\/docs\/security\//,
      'room administrators': /The maintainers are the administrators of the room/,
      'ask in the room': /or ask in the room for one/,
      'a private message then': /send that maintainer a private message/,
      'the support room': /\[#support\]\(https:\/\/discord\.com\/channels\/707844280412012608\/707844280412012612\)/,
      'mail is reserved': /security@authelia\.com.*It is reserved for vulnerability reports/,
      'everything else': /team@authelia\.com/,
      'credit in both places':
        /credited for the discovery.*github\.com\/authelia\/authelia\/security\/advisories.*list of all contributors/,
      'early access if possible': /If possible, you are given a fixed version or a git patch/,
      'after users could update': /some time later, once users have had a chance to update/,
    })
  })

  it('promises no acknowledgement', () =>
    assert.doesNotMatch(pageOf('authelia-1.yaml'), /acknowledge|your report arrived/i))
})

describe('the second policy', () => {
  it('has its eight steps, with the loop of the review inside the third', () => {
    assert.deepEqual(outline(numberSteps(policyOf('authelia-2.yaml'))), [
      '1 report',
      '2 acknowledge',
      '3 review',
      '3.1 review',
      '3.2 review',
      '3.3 review',
      '4 reproduce',
      '5 patch',
      '6 verify',
      '7 release',
      '8 publish',
    ])
  })

  it('puts the form behind GitHub and e-mail and before the last resort', () => {
    assert.deepEqual(contactsOf('authelia-2.yaml'), [
      'github',
      'email',
      'form',
      'matrix, only where necessary',
      'discord, only where necessary',
    ])
  })

  it('says every fact of it', () => says('authelia-2.yaml', second))
})

const second = {
  'security by design': /put security first, and we always try to build it in by design/,
  'coordinated disclosure':
    /\[coordinated vulnerability disclosure\]\(https:\/\/en\.wikipedia\.org\/wiki\/Coordinated_vulnerability_disclosure\)/,
  'its former name': /used to be called responsible disclosure/,
  'what not to do': /Please do not - open an issue, - tell us in public, - disclose it to third parties/,
  why: /users can have the fix as close as possible to the moment in which the problem becomes public/,
  'a way that is meant for security': /use one that is meant for security/,
  'GitHub for its users': /advisories\/new\).*people who have a GitHub account/,
  'mail for the others': /security@authelia\.com\).*people who have no GitHub account/,
  'who reads the mail':
    /members of the (team|\[core team\]\([^)]*\)) can read this address. It is reserved for vulnerability reports/,
  'chat only where necessary': /Please use this only where it is really necessary/,
  'several members, fewer mistakes':
    /there several members can deal with the report, and nobody can mistake a stranger/,
  'who is core team on Matrix': /administrators of the room/,
  'who is core team on Discord': /`Core Team`/,
  'the loop':
    /3\. We review .*1\. You are told that more information is required\. 2\. You add it in private\. 3\. This begins at step 3 again, and goes on to step 4/,
  'early access if possible': /If possible, you are given a fixed binary, a docker image and a git patch/,
  'credit as the reporter chooses':
    /credited for the discovery if you wish.*you may stay anonymous.*security advisory.*all contributors/,
  'help wanted': /sponsors of security audits.*code, - a penetration test\..*free of charge or at a lower price/,
}

describe('the third policy', () => {
  it('has its nine steps, with advisory and release at the same time', () => {
    assert.deepEqual(outline(numberSteps(policyOf('authelia-3.yaml'))), [
      '1 report',
      '2 acknowledge',
      '3 review',
      '3.1 review',
      '3.2 review',
      '3.3 review',
      '4 reproduce',
      '5 patch',
      '6 verify',
      '7 cve',
      '8 text',
      '8.1 publish',
      '8.1.1 text',
      '8.1.2 text',
      '8.2 release',
      '9 update',
    ])
  })

  it('puts the form behind GitHub and e-mail and before the last resort', () => {
    assert.deepEqual(contactsOf('authelia-3.yaml'), [
      'github',
      'email',
      'form',
      'matrix, only where necessary',
      'discord, only where necessary',
    ])
  })

  it('says every fact of it', () => {
    says('authelia-3.yaml', {
      ...second,
      'CVSS 4.0': /1\. If you rate the severity, the rating must be CVSS 4\.0/,
      'AI, part by part':
        /2\. If you used generative AI to find .* information, .* proof of concept .* suggested fix, you must say so for each .*, and how\..*policies\/artificial-intelligence\/\)/,
      configuration: /3\. If you know .* configuration or architecture/,
      conduct: /4\. Our \[code of conduct\]\(https:\/\/www\.authelia\.com\/policies\/code-of-conduct\/\) applies/,
      translation: /let AI translate.*artificial-intelligence\/#translation/,
      'the CVE id': /7\. A CVE id is requested and assigned/,
      'at the same time':
        /8\. These are done at the same time: - The \[security advisory\].* - The patch is merged swiftly and a release is made/,
      'what the first advisory says':
        /the impact and brief details, what to do against it, the severity and a short summary/,
      'MITRE and NIST': /\[MITRE\]\(https:\/\/www\.mitre\.org\/\), \[NIST\]\(https:\/\/www\.nist\.gov\/\)/,
      'what it may leave out':
        /1\. what was said in private while the report was handled, 2\. what is needed to reproduce the vulnerability/,
      'the commit': /The commit names the CVE id clearly/,
      'the rest after 7 days': /9\. About 7 days after the release,/,
    })
  })

  it('acts as it says', () => {
    const { publish, report } = policyOf('authelia-3.yaml')
    assert.deepEqual(
      [publish.when, publish.details, report.severity, report.aiUse, report.configuration, report.translation],
      ['with-release', 7, 'cvss-4.0', true, true, true],
    )
  })
})

describe('the ways of contact that are not connected', () => {
  it('are shown as the work of people', () => {
    for (const name of ['authelia-1.yaml', 'authelia-2.yaml', 'authelia-3.yaml', 'vendor.yaml']) {
      assert.match(
        pageOf(name),
        /Only the form leads straight to our desk\. What reaches us another way is read by people, and a member enters it there by hand\./,
      )
      assert.doesNotMatch(pageOf(name), /automatic/i)
    }
    assert.doesNotMatch(pageOf('small-project.yaml'), /another way/)
  })
})
