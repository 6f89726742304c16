import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { ConfigRefused, problemLine } from './config/problem.ts'
import { listeningOn, readConfig } from './config.ts'
import { defaultLimits } from './limits.ts'

const folder = mkdtempSync(join(tmpdir(), 'postern-config-'))
after(() => rmSync(folder, { recursive: true }))

const inFile = (content: string | Uint8Array): string => {
  writeFileSync(join(folder, 'postern.yaml'), content)
  return 'postern.yaml'
}
const read = (content: string | Uint8Array) => readConfig({ env: {}, cwd: folder, file: inFile(content) })
const refused = (content: string | Uint8Array, env: Record<string, string> = {}): readonly string[] => {
  try {
    readConfig({ env, cwd: folder, file: inFile(content) })
  } catch (cause) {
    assert.ok(cause instanceof ConfigRefused, `${cause}`)
    return cause.problems.map(problemLine)
  }
  return []
}

describe('reading the configuration', () => {
  it('needs no file at all', () => {
    const empty = mkdtempSync(join(tmpdir(), 'postern-none-'))
    after(() => rmSync(empty, { recursive: true }))
    const config = readConfig({ env: {}, cwd: empty })
    assert.equal(config.named, false)
    assert.equal(config.policy.project.name, 'this project')
    assert.equal(config.source, null)
    assert.equal(config.data, join(empty, 'data'))
    assert.deepEqual(config.limits, defaultLimits)
    assert.deepEqual(
      config.policy.steps.map(({ kind }) => kind),
      ['report', 'acknowledge', 'review', 'reproduce', 'patch', 'verify', 'release', 'publish'],
    )
  })

  it('needs nothing but a name', () => {
    const config = read('project:\n  name: Lantern\n')
    assert.equal(config.named, true)
    assert.equal(config.policy.project.name, 'Lantern')
    assert.equal(config.policy.deadlines.firstAnswer, 7)
  })

  it('takes a file that says nothing for the starter policy', () => {
    assert.equal(read('# later\n').named, false)
    assert.equal(read('').named, false)
  })

  it('is frozen all the way down', () => {
    const config = read('project: {name: Lantern}\n')
    assert.throws(() => Object.assign(config.policy.deadlines, { embargo: 0 }), TypeError)
    assert.throws(() => (config.policy.steps as unknown[]).push({}), TypeError)
    assert.throws(() => Object.assign(config, { url: '' }), TypeError)
  })

  it('reads sizes with their unit', () => {
    const { limits } = read('limits:\n  fileSize: 60 MiB\n  fieldText: 32768\n')
    assert.equal(limits.fileSize, 60 * 1_024 * 1_024)
    assert.equal(limits.fieldText, 32_768)
  })

  it('keeps text as it stands: no, yes and dates are words', () => {
    assert.equal(read('project:\n  name: no\n').policy.project.name, 'no')
    assert.equal(read('project:\n  name: 2027-01-01\n').policy.project.name, '2027-01-01')
  })

  it('lets a value be written once and used again', () => {
    const { policy } = read('prologue: &words Hello.\nsupported: *words\n')
    assert.equal(policy.supported, 'Hello.')
  })

  it('follows the port where nobody named the address', () => {
    const here = readConfig({ env: { PORT: '0' }, cwd: folder, file: inFile('') })
    assert.equal(listeningOn(here, 4_711).url, 'http://localhost:4711')
    const named = readConfig({
      env: { PORT: '0', POSTERN_URL: 'https://security.example.org' },
      cwd: folder,
      file: inFile(''),
    })
    assert.equal(listeningOn(named, 4_711).url, 'https://security.example.org')
  })
})

/** What a maintainer did, the file, and what the desk answers. */
const broken: readonly (readonly [mistake: string, file: string | Uint8Array, answers: readonly string[]])[] = [
  [
    'a word where a number belongs',
    'project:\n  name: Lantern\n\ndeadlines:\n  embargo: 90\n  firstAnswer: "soon"\n',
    ['postern.yaml:6:16 deadlines.firstAnswer: expected a number of days, got "soon"'],
  ],
  [
    'a variable that does not exist',
    'texts:\n  steps:\n    release: |\n      It is out.\n      See {advisry}, {{not this}}.\n',
    [
      'postern.yaml:5:11 texts.steps.release: uses {advisry}, which is not known here: known are {number}, {project}, {member}, {deadline}, {cve}, {version}',
    ],
  ],
  [
    'a misspelt variable, and one that is not known yet',
    'texts:\n  decline:\n    junk: "Until {dedline}. {version}"\n  own:\n    - title: Ours\n      text: Dear {reporter}\n',
    [
      'postern.yaml:3:18 texts.decline.junk: uses {dedline}, which is not known here: did you mean {deadline}?',
      'postern.yaml:3:29 texts.decline.junk: uses {version}, which is not known here: known are {number}, {project}, {member}, {deadline}',
      'postern.yaml:6:18 texts.own.0.text: uses {reporter}, which is not known here: known are {number}, {project}, {member}, {deadline}',
    ],
  ],
  [
    'a text for a reason that does not exist',
    'texts:\n  decline:\n    duplicat: x\n',
    ['postern.yaml:3:5 texts.decline.duplicat: is not a setting: did you mean "duplicate"?'],
  ],
  [
    'an unknown block',
    'polices: true\n',
    ['postern.yaml:1:1 polices: is not a setting: docs/configuration.md lists them all'],
  ],
  [
    'a misspelt block',
    'contcats:\n  - kind: form\n',
    ['postern.yaml:1:1 contcats: is not a setting: did you mean "contacts"?'],
  ],
  [
    'a misspelt key inside a block',
    'deadlines:\n  embargo: 1\n  first_answer: 3\n',
    ['postern.yaml:3:3 deadlines.first_answer: is not a setting: did you mean "firstAnswer"?'],
  ],
  [
    'a key nobody can guess',
    'verify:\n  colour: red\n',
    ['postern.yaml:2:3 verify.colour: is not a setting: known here are by, wait'],
  ],
  [
    'a key twice',
    'deadlines:\n  embargo: 1\n  embargo: 2\n',
    ['postern.yaml:3:3 deadlines.embargo: stands here a second time: keep one of the two'],
  ],
  ['a tab', 'deadlines:\n\tembargo: 1\n', ['postern.yaml:2:1 a tab stands here: indent with spaces']],
  [
    'a crooked indentation',
    'deadlines:\n  embargo: 1\n news: 2\n',
    ['postern.yaml:3:1 is not indented like the lines around it'],
  ],
  [
    'a quote that never ends',
    'project:\n  name: "Lantern\n',
    ['postern.yaml:3:1 something is not closed before here: a quote, a bracket or a brace'],
  ],
  [
    'a second colon',
    'prologue: Beware: dragons\n',
    ['postern.yaml:1:11 a second colon in one line: put the text in quotes, or begin a new line'],
  ],
  [
    'a choice that is none',
    'publish:\n  when: with-relase\n',
    [
      'postern.yaml:2:9 publish.when: expected one of after-window, with-release, got "with-relase": did you mean "with-release"?',
    ],
  ],
  [
    'a version that became a number',
    'supported: 1.10\n',
    ['postern.yaml:1:12 supported: expected text, got 1.1: put it in quotes'],
  ],
  [
    'a key without a value',
    'project:\n  name: Lantern\nverify:\n',
    ['postern.yaml:3:1 verify: expected settings below it, each as "name: value", got nothing'],
  ],
  [
    'a list where settings belong',
    'team:\n  - Anna\n',
    ['postern.yaml:2:3 team: expected settings below it, each as "name: value", got a list'],
  ],
  [
    'settings where a list belongs',
    'contacts:\n  kind: form\n',
    ['postern.yaml:2:3 contacts: expected a list, each entry on a line that begins with "-", got settings'],
  ],
  [
    'a list as the whole file',
    '- project\n',
    ['postern.yaml:1:1 expected settings below it, each as "name: value", got a list'],
  ],
  [
    'a project without a name',
    'project:\n  prefix: LAN\n',
    ['postern.yaml:2:3 project.name: is missing: expected text'],
  ],
  [
    'a prefix in small letters',
    'project:\n  name: Lantern\n  prefix: lan\n',
    ['postern.yaml:3:11 project.prefix: expected 2 to 16 capital letters and digits, such as ACME, got "lan"'],
  ],
  [
    'an address that is none',
    'team:\n  url: example.org\n',
    ['postern.yaml:2:8 team.url: expected a web address such as https://example.org, got "example.org"'],
  ],
  [
    'a script as an address',
    'team:\n  url: "javascript:alert(1)"\n',
    ['postern.yaml:2:8 team.url: expected a web address such as https://example.org, got "javascript:alert(1)"'],
  ],
  [
    'plain http in security.txt',
    'securityTxt:\n  hiring: http://example.org/jobs\n',
    ['postern.yaml:2:11 securityTxt.hiring: expected an https address, got "http://example.org/jobs"'],
  ],
  [
    'a key itself in security.txt',
    'securityTxt:\n  encryption:\n    - "-----BEGIN PGP PUBLIC KEY BLOCK-----"\n',
    [
      'postern.yaml:3:7 securityTxt.encryption.0: expected where the key is: an https, dns or openpgp4fpr address, got "-----BEGIN PGP PUBLIC KEY BLOCK-----"',
    ],
  ],
  [
    'too much of something',
    'publish:\n  approvals: 3\n',
    ['postern.yaml:2:14 publish.approvals: expected at most 2, got 3'],
  ],
  [
    'too little of something',
    'deadlines:\n  embargo: -1\n',
    ['postern.yaml:2:12 deadlines.embargo: expected at least 0, got -1'],
  ],
  [
    'half a file',
    'limits:\n  filesPerMessage: 2.5\n',
    ['postern.yaml:2:20 limits.filesPerMessage: expected a whole number, got 2.5'],
  ],
  [
    'a size without a unit that exists',
    'limits:\n  fileSize: 50 MB\n',
    ['postern.yaml:2:13 limits.fileSize: expected a size such as 64 KiB or 50 MiB, got "50 MB"'],
  ],
  [
    'a size beyond what a field may hold',
    'limits:\n  fieldText: 1 MiB\n',
    ['postern.yaml:2:14 limits.fieldText: expected a size from 1 B to 64 KiB, got 1048576'],
  ],
  [
    'a file larger than its case',
    'limits:\n  fileSize: 1 GiB\n',
    ['postern.yaml:2:13 limits.fileSize: one file may be larger than all files of a case together (limits.caseFiles)'],
  ],
  [
    'an unknown way to reach the team',
    'contacts:\n  - kind: form\n  - kind: mail\n',
    [
      'postern.yaml:3:11 contacts.1.kind: expected one of form, github, email, matrix, discord, link, got "mail": did you mean "email"?',
    ],
  ],
  [
    'a mail contact without an address',
    'contacts:\n  - kind: form\n  - kind: email\n',
    ['postern.yaml:3:5 contacts.1.to: is missing: expected an address such as security@example.org'],
  ],
  [
    'a mail contact with a page',
    'contacts:\n  - kind: form\n  - kind: email\n    to: https://example.org\n',
    ['postern.yaml:4:9 contacts.1.to: expected an address such as security@example.org, got "https://example.org"'],
  ],
  [
    'a form with an address',
    'contacts:\n  - kind: form\n    to: https://example.org\n',
    ['postern.yaml:3:9 contacts.0.to: the form has its own address: leave "to" out'],
  ],
  [
    'no place for the form',
    'contacts:\n  - kind: email\n    to: security@example.org\n',
    ['postern.yaml:2:3 contacts: says where the form of this desk stands in your order: add "- kind: form"'],
  ],
  [
    'a step of a kind that is none',
    'steps:\n  - kind: triage\n',
    [
      'postern.yaml:2:11 steps.0.kind: expected one of report, acknowledge, review, reproduce, patch, verify, cve, release, publish, update, got "triage"',
    ],
  ],
  [
    'a step twice',
    'steps:\n  - kind: report\n  - kind: release\n  - kind: release\n  - kind: publish\n',
    ['postern.yaml:4:11 steps.2.kind: the step "release" stands in the list a second time'],
  ],
  [
    'no step that publishes',
    'steps:\n  - kind: report\n  - kind: release\n',
    ['postern.yaml:2:3 steps: has no step of kind "publish": every report ends there or passes it'],
  ],
  [
    'an advisory before its release',
    'steps:\n  - kind: report\n  - kind: publish\n  - kind: release\n',
    ['postern.yaml:3:11 steps.1.kind: stands before the release, but publish.when is after-window'],
  ],
  [
    'a release apart from its advisory',
    'publish: {when: with-release}\nsteps:\n  - kind: report\n  - kind: release\n  - kind: verify\n  - kind: publish\n',
    [
      'postern.yaml:6:11 steps.3.kind: stands apart from the release, but publish.when is with-release: put both under one "together"',
    ],
  ],
  [
    'a promise that nobody can keep',
    'deadlines:\n  firstAnswer: 0\n',
    ['postern.yaml:2:16 deadlines.firstAnswer: is 0: every case would be overdue at once'],
  ],
  [
    'silence before the reminder',
    'deadlines:\n  silent: 3\n',
    ['postern.yaml:2:11 deadlines.silent: is 3 days, but the reminder comes after 7: remind first'],
  ],
  [
    'two documents',
    'project: {name: A}\n---\nproject: {name: B}\n',
    ['postern.yaml:2:1 a second document begins here: keep everything in one'],
  ],
  [
    'a reference to nothing',
    'prologue: *words\n',
    ['postern.yaml:1:11 *words refers to nothing: no earlier value is marked &words'],
  ],
  [
    'a tag',
    'prologue: !!js/function "x"\n',
    ['postern.yaml:1:11 a tag such as !name has no meaning here: leave it out'],
  ],
  [
    'another encoding',
    Uint8Array.from([...Buffer.from('project:\n  name: Caf'), 0xe9, 10]),
    ['postern.yaml:2:12 is not UTF-8 from here on: save the file as UTF-8'],
  ],
  [
    'a prototype',
    '__proto__:\n  named: true\n',
    ['postern.yaml:1:1 __proto__: is not a setting: docs/configuration.md lists them all'],
  ],
  [
    'a file of another size',
    `prologue: ${'x'.repeat(300_000)}\n`,
    ['postern.yaml is larger than 256 KiB: is this the right file?'],
  ],
]

describe('a broken configuration', () => {
  for (const [mistake, file, answers] of broken) {
    it(`with ${mistake} is refused where it stands`, () => assert.deepEqual(refused(file), answers))
  }

  it('is refused for everything at once, from top to bottom', () => {
    const lines = refused('verify:\n  wait: long\ncredit:\n  duplicates: some\nreport:\n  aiUse: maybe\n', {
      PORT: 'high',
    })
    assert.deepEqual(lines, [
      'environment PORT: expected a number from 0 to 65535, got "high"',
      'postern.yaml:2:9 verify.wait: expected a number of days, got "long"',
      'postern.yaml:4:15 credit.duplicates: expected one of all-before-publication, first, got "some"',
      'postern.yaml:6:10 report.aiUse: expected true or false, got "maybe"',
    ])
  })

  it('cannot be made to grow in memory', () => {
    const rows = 'abcdefgh'
      .split('')
      .map(
        (name, index, all) =>
          `${name}: &${name} [${Array.from({ length: 9 }, () => (index === 0 ? 'x' : `*${all[index - 1]}`)).join(', ')}]`,
      )
    const [line] = refused(`${rows.join('\n')}\n`)
    assert.match(line ?? '', /^postern\.yaml:2:8 too many references/)
    assert.match(refused(`rules: ${'['.repeat(50_000)}`)[0] ?? '', /^postern\.yaml:1:\d+ is nested too deeply here$/)
  })

  it('is told apart from one that is missing', () => {
    const named = (file: string) => () => readConfig({ env: { POSTERN_CONFIG: file }, cwd: folder })
    assert.throws(named('gone.yaml'), {
      code: 'config-refused',
      message: 'gone.yaml does not exist, but it was named as the configuration',
    })
    assert.throws(named('.'), { code: 'config-refused', message: '. is a folder: name the file in it' })
  })
})

describe('the ways out of a desk', () => {
  const smtp = (lines: string) => `project: {name: Lantern}\nmail:\n  smtp:\n${lines.replaceAll(/^/gm, '    ')}\n`
  const good = 'host: mail.example.org\nfrom: desk@example.org'
  const secret = `whsec_${Buffer.alloc(24, 1).toString('base64')}`
  const hook = (more = '', url = 'https://chat.example.org/hook') =>
    `webhooks:\n  - url: ${url}\n    secret: { env: HOOK }\n${more}`

  it('are none unless they are named', () => {
    const config = read('')
    assert.equal(config.mail.smtp, undefined)
    assert.deepEqual(config.webhooks, [])
    assert.equal(config.smtpPassword, null)
  })

  it('are read with what they need, and TLS unless it is taken back', () => {
    const config = read(smtp(good))
    assert.deepEqual(config.mail.smtp, { host: 'mail.example.org', tls: 'starttls', from: 'desk@example.org' })
    const file = join(folder, 'password')
    writeFileSync(file, 'correct horse\n')
    const env = { POSTERN_SMTP_PASSWORD_FILE: file, HOOK: secret }
    const both = readConfig({ env, cwd: folder, file: inFile(smtp(`${good}\nuser: desk`) + hook()) })
    assert.equal(both.smtpPassword, 'correct horse')
    assert.equal(both.webhookSecrets.get('https://chat.example.org/hook'), secret)
    assert.equal(both.webhooks[0]?.internal, false)
  })

  it('are refused where they stand, with a sentence', () => {
    assert.deepEqual(refused(smtp('host: mail.example.org\nfrom: Desk <desk@example.org>\nport: 70000\nTls: none')), [
      'postern.yaml:5:11 mail.smtp.from: expected a mail address such as desk@example.org, got "Desk <desk@example.org>"',
      'postern.yaml:6:11 mail.smtp.port: expected at most 65535, got 70000',
      'postern.yaml:7:5 mail.smtp.Tls: is not a setting: did you mean "tls"?',
    ])
    assert.deepEqual(refused(smtp('port: 25')), [
      'postern.yaml:4:5 mail.smtp.host: is missing: expected the name of a mail server such as mail.example.org',
      'postern.yaml:4:5 mail.smtp.from: is missing: expected a mail address such as desk@example.org',
    ])
    assert.deepEqual(refused(smtp(`${good}\npassword: hunter2`)), [
      'postern.yaml:6:5 mail.smtp.password: is not a setting: known here are host, port, tls, user, from, replyTo',
    ])
  })

  it('never send a password in clear, nor want one that is not there', () => {
    assert.match(
      refused(smtp(`${good}\nuser: desk\ntls: none`), { POSTERN_SMTP_PASSWORD: 'x' }).join(),
      /7:10 mail\.smtp\.tls: is none/,
    )
    assert.deepEqual(refused(smtp(`${good}\nuser: desk`)), [
      'environment POSTERN_SMTP_PASSWORD: is missing: mail.smtp.user is set',
    ])
    assert.deepEqual(
      refused(smtp('host: 127.0.0.1\nfrom: desk@example.org\nuser: desk\ntls: none'), { POSTERN_SMTP_PASSWORD: 'x' }),
      [],
    )
  })

  it('call nobody over plain http, twice, or without a secret', () => {
    assert.match(
      refused(hook('', 'http://chat.example.org/'), { HOOK: secret }).join(),
      /2:10 webhooks\.0\.url: is plain http/,
    )
    assert.deepEqual(refused(hook('    internal: true\n', 'http://10.0.0.7/'), { HOOK: secret }), [])
    assert.match(refused(hook('', 'https://u:p@chat.example.org/'), { HOOK: secret }).join(), /carries a user name/)
    const twice = `${hook()}  - { url: "https://chat.example.org/hook", secret: { env: HOOK } }\n`
    assert.match(refused(twice, { HOOK: secret }).join(), /4:12 webhooks\.1\.url: stands in the list a second time/)
    assert.match(refused(hook()).join(), /^environment HOOK: is missing or cannot be read: webhooks\.0 wants "whsec_"/)
    const short = refused(hook(), { HOOK: 'whsec_c2hvcnQ=' }).join()
    assert.match(short, /is no secret of a webhook/)
    assert.doesNotMatch(short, /c2hvcnQ/, 'a secret is never repeated')
    assert.match(
      refused(hook('    events: [gossip]\n'), { HOOK: secret }).join(),
      /4:14 webhooks\.0\.events\.0: expected one of/,
    )
  })
})
