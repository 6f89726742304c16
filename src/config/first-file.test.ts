import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { policy } from '../case/policy.ts'
import { readConfig } from '../config.ts'
import { checkFile } from './check.ts'
import { type Answers, firstFile, tidied, withAnswers, writeFirstFile, wrongAnswers } from './first-file.ts'

const lantern: Answers = { name: 'Lantern', site: 'https://lantern.example', fallback: 'security@lantern.example' }
const starter = policy.parse({ project: { name: 'this project' } })

describe('the answers of the first page', () => {
  it('become a file that says, once it is read, what is in force', () => {
    for (const answers of [
      lantern,
      { ...lantern, site: '', fallback: '' },
      { ...lantern, fallback: 'https://a.example/x' },
    ]) {
      const read = checkFile('postern.yaml', Buffer.from(firstFile(answers, '2026-11-22')))
      assert.ok('file' in read, JSON.stringify(read))
      const { project, contacts } = withAnswers(starter, answers)
      assert.deepEqual(read.file.project, project)
      assert.deepEqual(read.file.contacts, contacts)
    }
  })

  it('are never YAML, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('', ': x', '\n- y', '"', '#', '{{', '\u2028', '*a', '&b'),
        (typed, more) => {
          const answers = tidied({ ...lantern, name: `${typed}${more}` })
          if (wrongAnswers(answers).length > 0) return
          const read = checkFile('postern.yaml', Buffer.from(firstFile(answers, '')))
          assert.ok('file' in read)
          assert.equal(read.file.project.name, answers.name)
          assert.deepEqual(Object.keys(read.file).toSorted(), keys)
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('are taken as people mean them', () => {
    assert.deepEqual(tidied({ name: '  Lantern \n 2 ', site: 'lantern.example', fallback: 'mailto:a@b.example' }), {
      name: 'Lantern 2',
      site: 'https://lantern.example',
      fallback: 'a@b.example',
    })
  })

  it('are refused one by one, with what to do', () => {
    const fields = (answers: Partial<Answers>) => wrongAnswers({ ...lantern, ...answers }).map(({ field }) => field)
    assert.deepEqual(fields({}), [])
    assert.deepEqual(fields({ name: '' }), ['name'])
    assert.deepEqual(fields({ name: 'this project' }), ['name'])
    assert.deepEqual(fields({ site: 'javascript:alert(1)' }), ['site'])
    assert.deepEqual(fields({ site: 'nowhere', fallback: 'two words@x' }), ['site', 'fallback'])
    assert.deepEqual(fields({ fallback: 'http://plain.example' }), ['fallback'])
  })
})

describe('writing the first file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-first-file-'))
  const at = (name: string) => join(folder, name)

  it('makes it, and the desk reads it', () => {
    assert.equal(writeFirstFile(at('postern.yaml'), firstFile(lantern, '')), null)
    assert.equal(readConfig({ env: {}, file: at('postern.yaml') }).policy.project.name, 'Lantern')
  })

  it('fills an empty one', () => {
    writeFileSync(at('empty.yaml'), '')
    assert.equal(writeFirstFile(at('empty.yaml'), 'x'), null)
    assert.equal(readFileSync(at('empty.yaml'), 'utf8'), 'x')
  })

  it('never touches what somebody wrote', () => {
    writeFileSync(at('full.yaml'), '# mine\n')
    assert.equal(writeFirstFile(at('full.yaml'), 'x'), 'exists')
    assert.equal(readFileSync(at('full.yaml'), 'utf8'), '# mine\n')
  })

  it('says where it cannot', () => {
    assert.equal(writeFirstFile(at('no/such/folder.yaml'), 'x'), 'not-writable')
    assert.equal(writeFirstFile(folder, 'x'), 'exists')
    rmSync(folder, { recursive: true })
  })
})

const keys = Object.keys((checkFile('postern.yaml', Buffer.from('')) as { file: object }).file).toSorted()
