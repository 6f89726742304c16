import { sweepCodes } from '../../store/reporter-account-rows.ts'
import type { Desk } from '../desk.ts'
import type { Means } from '../means.ts'
import type { Accounts } from './accounts.ts'
import type { Around } from './around.ts'
import { comingIn } from './coming-in.ts'
import { lookingAfter } from './looking-after.ts'
import { ownReports } from './own-reports.ts'

const hour = 3_600_000

export function openAccounts(
  means: Means,
  { mail, desk }: { readonly mail: boolean; readonly desk: Pick<Desk, 'thread'> },
): Accounts {
  const { store, keys, clock, random, origin } = means
  const around: Around = {
    means,
    mail,
    context: {
      ...{ store, keys, clock, random, origin },
      get project() {
        return means.policy.policy.project.name
      },
    },
  }
  return {
    ...comingIn(around),
    ...ownReports(around, desk),
    ...lookingAfter(around),
    async sweep() {
      await store.write([sweepCodes(clock.now() - hour)])
    },
  }
}
