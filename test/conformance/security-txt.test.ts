import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { conformanceData } from '../machine.ts'
import { parsed } from './security-txt-grammar.ts'

const data = conformanceData()
if (data) withData(join(data, 'securitytxt', 'rfc9116.txt'))
else console.log('security.txt: not checked against RFC 9116 (rfc-editor.org/info/rfc9116).')

function withData(rfc: string) {
  const text = readFileSync(rfc, 'utf8').replaceAll('\r', '')
  /** The lines of one section, without the indentation of the document. */
  const section = (from: string, to: string): readonly string[] =>
    text
      .slice(text.lastIndexOf(`\n${from}  `), text.lastIndexOf(`\n${to}  `))
      .split('\n')
      .slice(2)
      .map((line) => line.trim())

  describe('the grammar that our security.txt is tested with', () => {
    it('reads the unsigned example of RFC 9116 (2.6)', () => {
      const fields = parsed(`${section('2.6.', '2.7.').join('\n')}\n`)
      assert.deepEqual([...fields.keys()], ['Contact', 'Encryption', 'Policy', 'Acknowledgments', 'Expires'])
    })

    it('reads every example field of section 2.5', () => {
      const lines = section('2.5.', '2.6.').filter((line) => /^[A-Z][A-Za-z-]+: \S/.test(line))
      const names = lines.map((line) => line.split(':', 1)[0])
      assert.deepEqual(
        new Set(names),
        new Set([
          'Acknowledgments',
          'Canonical',
          'Contact',
          'Encryption',
          'Expires',
          'Hiring',
          'Policy',
          'Preferred-Languages',
        ]),
      )
      for (const line of lines.filter((one) => !/^(Contact|Expires):/.test(one)))
        parsed(`${['Contact: mailto:a@example.com', 'Expires: 2021-12-31T18:37:07z', line].join('\n')}\n`)
      for (const line of lines.filter((one) => one.startsWith('Contact:')))
        parsed(`Expires: 2021-12-31T18:37:07z\n${line}\n`)
    })
  })
}
