import type { Route } from '../route.ts'
import { advisoriesPage } from './advisories.tsx'
import { advisoryPage } from './advisory.tsx'
import { creditsPage } from './credits.tsx'
import { atomFeedPage, jsonFeedPage } from './feeds.ts'
import { publicFiguresPage } from './figures.tsx'
import { healthPage, readyPage } from './health.ts'
import { policyPage } from './policy.tsx'
import { policyVersionPage } from './policy-version.tsx'
import { teamPage } from './team.tsx'
import { checkpointPage, posternKeysPage, rosterPage, securityTxtPage } from './well-known.ts'

const open = { method: 'GET', who: 'everyone' } as const

/** What anybody may read. */
export const publicRoutes: readonly Route[] = [
  { ...open, path: '/', kind: 'public', handle: policyPage },
  { ...open, path: '/policy/:digest', kind: 'public', handle: policyVersionPage },
  { ...open, path: '/figures', kind: 'public', handle: publicFiguresPage },
  { ...open, path: '/team', kind: 'public', handle: teamPage },
  { ...open, path: '/team/roster.txt', kind: 'feed', handle: rosterPage },
  { ...open, path: '/credits', kind: 'public', handle: creditsPage },
  { ...open, path: '/advisories', kind: 'public', handle: advisoriesPage },
  { ...open, path: '/advisories/feed.atom', kind: 'feed', handle: atomFeedPage },
  { ...open, path: '/advisories/feed.json', kind: 'feed', handle: jsonFeedPage },
  // Also `{id}.md` and `{id}.osv.json`: one row, so that what does not exist is answered in one place.
  { ...open, path: '/advisories/:id', kind: 'public', handle: advisoryPage },
  { ...open, path: '/.well-known/security.txt', kind: 'feed', handle: securityTxtPage },
  { ...open, path: '/.well-known/postern-keys.json', kind: 'feed', handle: posternKeysPage },
  { ...open, path: '/.well-known/postern-checkpoint', kind: 'feed', handle: checkpointPage },
  { ...open, path: '/healthz', kind: 'feed', handle: healthPage },
  { ...open, path: '/readyz', kind: 'feed', handle: readyPage },
]
