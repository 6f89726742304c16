import type { StepKind } from './event.ts'

/** What the steps of a policy say where the project says nothing itself. Days come as they are said: "7 days". */
export interface StepWords {
  readonly days: (count: number) => string
  readonly together: string
  readonly reviewLoop: readonly [string, string, string]
  readonly steps: { readonly [K in StepKind]: string }
  readonly reviewAlone: string
  readonly patchIfPossible: string
  readonly verify: { readonly either: string; readonly reporter: string; readonly team: string }
  readonly publishWithRelease: string
}

export const englishSteps: StepWords = {
  days: (count) => (count === 1 ? '1 day' : `${count} days`),
  together: 'These happen at the same time:',
  reviewLoop: [
    'We tell you in private what is missing.',
    'You add it in private.',
    'The review starts again. Once nothing is missing, we go on.',
  ],
  steps: {
    report: 'You report the vulnerability in private.',
    acknowledge: 'We tell you that your report arrived.',
    review: 'We review the report and see whether something is missing. If so:',
    reproduce: 'We reproduce the vulnerability.',
    patch: 'We patch it, and you get the fix early, so that you can test it.',
    verify: 'You or we confirm that the fix resolves it.',
    cve: 'We request a CVE id, and it is assigned.',
    release: 'We release the fix.',
    publish: 'The advisory is published once users have had time to update.',
    update: 'About {days} after the release, the advisory is completed with what was held back.',
  },
  reviewAlone: 'We review the report and ask you where something is missing.',
  patchIfPossible: 'We patch it. If possible, you get the fix early, so that you can test it.',
  verify: {
    either: 'You or we confirm that the fix resolves it.',
    reporter: 'You confirm that the fix resolves it.',
    team: 'We confirm that the fix resolves it.',
  },
  publishWithRelease: 'A brief advisory is published together with the release.',
}
