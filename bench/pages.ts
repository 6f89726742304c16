import type { Asked } from './asker.ts'
import { type Child, resultOf } from './child.ts'
import type { Admission } from './desk-server.ts'

/** How long each page of the members takes until its first byte, one after the other, for one who is signed in. */
export interface PageFigures {
  readonly name: string
  readonly asked: Asked
}

export async function measurePages(desk: Child, admission: Admission, times: number): Promise<readonly PageFigures[]> {
  const { cookie, open } = admission
  const since = Date.now() - 3_600_000
  const paths: Readonly<Record<string, string>> = {
    'inbox, front': '/desk',
    'inbox, one group': '/desk?group=new',
    'inbox, done': '/desk?group=done',
    'inbox, mine': '/desk?who=mine',
    'inbox, nobody’s': '/desk?who=none',
    'inbox, stage': '/desk?stage=patching',
    'inbox, stage and mine': '/desk?stage=closed&who=mine',
    'inbox, since': `/desk?since=${since}`,
    'inbox, since ever': '/desk?since=1',
    'inbox, mentions': '/desk?mentions=me',
    'is there news': `/desk/news?since=${since}`,
    'new reports': '/desk/triage',
    'a case': `/desk/cases/${open}`,
    'its advisory': `/desk/cases/${open}/advisory`,
    figures: '/desk/figures',
    account: '/desk/account',
  }
  const figures: PageFigures[] = []
  for (const [name, path] of Object.entries(paths)) {
    const asked = await resultOf<Asked>('asker.js', [desk.url + path, String(times), JSON.stringify({ cookie })])
    figures.push({ name, asked })
  }
  return figures
}
