import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { deskEnv, runCli, type StartedDesk, startDesk } from '../faults/started-desk.ts'
import { needs } from '../machine.ts'

const cli = join(import.meta.dirname, '../../program/cli.js')
const aReport = { title: 'Old links', description: 'They still work.' }

describe('looking after the root key', () => {
  let desk: StartedDesk
  let file: string
  before(async () => {
    desk = await startDesk()
    file = join(desk.folder, 'keys', 'root.key')
  })
  after(() => desk.close())

  const json = async (...words: string[]) => {
    const { code, stdout, stderr } = await desk.console(...words, '--json')
    assert.equal(code, 0, stderr)
    return JSON.parse(stdout)
  }
  const report = async () => {
    const answer = await fetch(`${desk.url}/api/v1/reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(aReport),
    })
    assert.equal(answer.status, 201)
    return (await answer.json()) as { receipt: string; proof: { keyId: string } }
  }
  const thread = async (receipt: string) =>
    (await fetch(`${desk.url}/api/v1/thread`, { headers: { authorization: `Receipt ${receipt}` } })).status
  const lines = () => readFileSync(file, 'utf8').trim().split('\n')

  it('rotates it beside the running desk: old receipts open, and the signing key is the same', async () => {
    const [first] = [await report()]
    const old = lines()[0]?.split(' ')[2] ?? ''
    const rotated = await json('key', 'rotate')
    assert.equal(lines().length, 2)
    assert.deepEqual(rotated.idle, [old])
    assert.ok(rotated.rewrapped > 8)
    const second = await report()
    assert.equal(second.proof.keyId, first.proof.keyId)
    assert.deepEqual([await thread(first.receipt), await thread(second.receipt)], [200, 200])
    assert.deepEqual(
      (await json('key', 'retire')).keys.map((key: { wraps: number }) => key.wraps > 0),
      [false, true],
      'the running desk wraps by the new one at once',
    )
    const refused = await desk.console('key', 'retire', rotated.root)
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /still wraps keys/)
    await json('key', 'retire', old)
    assert.equal(lines().length, 1)
    assert.equal((await desk.console('key', 'check')).code, 0)
    await desk.stop()
    const folder = desk.folder
    desk = await startDesk({ folder })
    assert.deepEqual([await thread(first.receipt), await thread(second.receipt)], [200, 200])
  })

  it('takes it from a variable or a command, and says what to do where those hold no newer one', async () => {
    const copy = join(desk.folder, 'copy.key')
    cpSync(file, copy)
    const before = readFileSync(copy, 'utf8')
    const commanded = { POSTERN_KEY_FILE: '', POSTERN_KEY_COMMAND: JSON.stringify(['cat', copy]) }
    assert.equal((await runCli(desk.folder, ['key', 'check'], commanded)).code, 0)
    const named = { POSTERN_KEY_FILE: '', POSTERN_KEY: before }
    assert.equal((await runCli(desk.folder, ['key', 'check'], named)).code, 0)
    const refused = await runCli(desk.folder, ['key', 'rotate'], named)
    assert.equal(refused.code, 1)
    assert.match(refused.stderr, /key create --print/)
    assert.ok(!refused.stderr.includes(before.split(' ')[3]?.trim().slice(0, 20) ?? before))
    assert.equal(readFileSync(copy, 'utf8'), before)
  })

  it('shows it on a terminal and nowhere else', async () => {
    const piped = await desk.console('key', 'sheet')
    assert.equal(piped.code, 1)
    assert.match(piped.stderr, /terminal/)
    assert.equal(piped.stdout, '')
    assert.equal((await desk.console('key', 'check', '--typed')).code, 1)
  })

  it('asks for a paper copy until one was typed right, and makes the file again from paper', {
    skip: needs('script'),
  }, async () => {
    const asked = async () => {
      const { checks } = JSON.parse((await desk.console('status', '--json')).stdout)
      return checks.find(({ name }: { name: string }) => name === 'key-copy').toDo as boolean
    }
    assert.equal(await asked(), true)
    const shown = await typed(['key', 'sheet'], [])
    const sheet = shown.said.split('\n').flatMap((line) => /^ {4}\d {2}(\w{4} \w{4} {2}\w\w)\s*$/.exec(line)?.[1] ?? [])
    assert.equal(sheet.length, 9)
    const slip = (sheet[2] ?? '').replace(/^./, (sign) => (sign === '7' ? '8' : '7'))
    const checked = await typed(['key', 'check', '--typed'], [...sheet.slice(0, 2), slip, ...sheet.slice(2)])
    assert.equal(checked.code, 0, checked.said)
    assert.match(checked.said, /Line 3 does not fit its check signs/)
    assert.match(checked.said, /The copy is right/)
    for (const line of sheet) assert.ok(!checked.said.includes(line), 'what is typed is not shown')
    assert.equal(await asked(), false)

    const text = readFileSync(file, 'utf8')
    rmSync(file)
    assert.match((await runCli(desk.folder, ['key', 'check'])).stderr, /key create --typed/)
    assert.equal((await typed(['key', 'create', '--typed'], sheet)).code, 0)
    assert.equal(readFileSync(file, 'utf8'), text)
    await json('key', 'rotate')
    assert.equal(await asked(), true, 'another key wants another paper')
    const old = await typed(['key', 'check', '--typed'], sheet)
    assert.equal(old.code, 1)
    assert.match(old.said, /older root key/)
  })

  /** A command on a terminal of its own: each line is typed when it is asked for. */
  async function typed(words: readonly string[], answers: readonly string[]) {
    const child = spawn('script', ['-qfec', `'${process.execPath}' '${cli}' ${words.join(' ')}`, '/dev/null'], {
      cwd: desk.folder,
      env: { ...deskEnv(desk.folder), TERM: 'dumb' },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    let said = ''
    let asked = 0
    const left = [...answers]
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text.replaceAll('\r', '')
      const prompts = said.match(/Line \d: /g)?.length ?? 0
      for (; asked < prompts; asked++) child.stdin.write(`${left.shift() ?? '\u0003'}\r`)
    })
    const timer = setTimeout(() => child.kill('SIGKILL'), 60_000)
    const [code] = await once(child, 'close')
    clearTimeout(timer)
    return { code: code as number | null, said }
  }
})
