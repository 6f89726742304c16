import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { yes } from '../stand-ins/team.ts'
import { report, someReport, type TestDesk, testDesk, type Visitor } from './visitor.ts'

/** Names and words that would like to be Markdown, or a template, or a page of their own. */
const project = '**Lan{member}tern** <b>&amp;</b> [x](https://evil.example)'
const member = '[Ada](https://evil.example) {{number}} {project} `x`'
const yaml = `project:
  name: ${JSON.stringify(project)}
texts:
  decline:
    junk: "Dear reporter of {number}: {project} says no, until {deadline}. Yours, {member}"
  own:
    - title: Builds {of} <b>ours</b>
      text: "{project}\\n\\n{member}"
`

describe('a ready text of the project', () => {
  let desk: TestDesk
  let ada: Visitor
  let number: string

  before(async () => {
    desk = await testDesk({ yaml })
    yes(await desk.house.team.addMember({ name: member, role: 'lead', by: null }))
    const { pathname } = new URL(yes(await desk.house.team.memberSignIn(member)).link)
    ada = desk.visitor()
    await ada.get(pathname)
    await ada.send(pathname)
    number = (await report(desk.visitor(), { ...someReport, title: '{project} {deadline}', description: '{member}' }))
      .number
  })
  after(() => desk.close())

  const asked = async (act: string, fields: Readonly<Record<string, string>>): Promise<string> => {
    const path = `/desk/cases/${number}`
    await ada.get(path)
    await ada.send(`${path}/acts/${act}`, fields)
    return decoded(new RegExp(`<textarea id="${act}-text"[^>]*>([^<]*)</textarea>`).exec(ada.page)?.[1] ?? '')
  }

  it('is filled in for this case, and its values are text', async () => {
    const text = await asked('DeclineReport', { reason: 'junk' })
    assert.match(text, new RegExp(`^Dear reporter of ${number}: \\\\\\*\\\\\\*Lan\\{member\\}tern`))
    assert.match(
      text,
      /until \d+ \w+ 20\d\d\. Yours, \\\[Ada\\\]\(https:\/\/evil\.example\) \{\{number\}\} \{project\} \\`x\\`$/,
    )
  })

  it('goes below what was typed, which stays as it is', async () => {
    const text = await asked('SendMessage', { text: 'Hello {member}, **you**', use: 'own.0' })
    assert.ok(text.startsWith('Hello {member}, **you**\n\n'), text)
    assert.ok(text.includes('Lan{member}tern'), text)
  })

  it('is shown as it was meant once it is sent: no link, no emphasis, no other name', async () => {
    await ada.send(`/desk/cases/${number}/acts/SendMessage`, { text: await asked('SendMessage', { use: 'own.0' }) })
    const said =
      /<li[^>]*id="message-.*?<\/li>/s.exec(ada.page)?.[0] ?? ada.page.split('Thread with the reporter')[1] ?? ''
    assert.ok(said.includes('**Lan{member}tern**'))
    assert.ok(!said.includes('href="https://evil.example'))
    assert.ok(!/<(strong|em|b|code)>/.test(said))
  })

  it('is offered under a title that is text', async () => {
    await ada.get(`/desk/cases/${number}`)
    assert.ok(
      ada.page.includes('Builds {of} &lt;b&gt;ours&lt;/b&gt;') || ada.page.includes('Builds {of} &lt;b>ours&lt;/b>'),
    )
  })

  it('does not exist under another name', async () => {
    for (const use of [
      'own.7',
      'own.x',
      'decline.junk',
      'steps.toString',
      'questions.steps',
      '__proto__',
      'more.constructor',
    ])
      assert.equal(
        await asked('SendMessage', { text: 'Mine.', use }).then((text) => text.trim()),
        use === 'own.7' ? 'Mine.' : '',
        use,
      )
  })
})

const decoded = (html: string): string =>
  html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
