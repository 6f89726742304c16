import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import fc from 'fast-check'
import { osv } from '../../src/advisory/osv.ts'
import { ecosystems } from '../../src/advisory/osv-ecosystem.ts'
import { sample } from '../advisories.ts'
import { anyAdvisory } from '../any-advisory.ts'
import { conformanceData } from '../machine.ts'

const data = conformanceData()
if (data) withData(join(data, 'osv'))
else console.log('OSV 1.7.5: not checked against the official schema (github.com/ossf/osv-schema).')

function withData(folder: string) {
  const json = (...path: string[]) => JSON.parse(readFileSync(join(folder, ...path), 'utf8'))
  const schema = json('schema', 'schema.json')
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  const valid = ajv.compile(schema)
  const page = 'https://desk.example/advisories/LANTERN-2027-0001'
  // What a reader gets is the text, not the object.
  const read = (record: unknown): unknown => JSON.parse(JSON.stringify(record))

  describe('publishing as OSV', () => {
    it('is checked by a schema that tells good from bad', () => {
      const files = readdirSync(join(folder, 'examples')).filter((file) => file.endsWith('.json'))
      assert.equal(files.length, 12)
      assert.deepEqual(
        files.filter((file) => !valid(json('examples', file))),
        ['nointroduced-CVE-2023-41045.json'],
      )
    })

    it('keeps the schema', () => {
      assert.ok(valid(read(osv(sample, page))), JSON.stringify(valid.errors))
    })

    it('keeps the schema whatever an advisory says', () => {
      fc.assert(
        fc.property(anyAdvisory, (advisory) => {
          assert.ok(valid(read(osv(advisory, page))), JSON.stringify(valid.errors))
        }),
        { numRuns: 1_000 },
      )
    })

    it('knows the ecosystems of the schema, all 48', () => {
      assert.equal(ecosystems.length, 48)
      assert.deepEqual(ecosystems, schema.$defs.ecosystemName.enum)
    })
  })
}
