import type { CommandOf } from './command.ts'
import type { DeclineReason } from './event.ts'

/** Texts of the house, to be read and changed before they are sent. Kind and clear; the reader may be new to all this. */
export interface Canned {
  readonly name: string
  readonly title: string
  readonly text: string
}

export const questions: readonly Canned[] = [
  {
    name: 'steps',
    title: 'How to reproduce it',
    text: 'Thank you for your report. To see what you see, we need the steps, one by one: what did you start with, what did you do, and what happened then? A small example that we can run helps most.',
  },
  {
    name: 'version',
    title: 'Which version',
    text: 'Thank you for your report. Which version did you test, and where did it come from (a release, an image, your own build)? If you can, please say whether the newest release is affected too.',
  },
  {
    name: 'configuration',
    title: 'Configuration',
    text: 'Thank you for your report. We could not trigger it with our own configuration. Please send us yours, without passwords and keys, and tell us what else is needed: a proxy, a database, a certain network.',
  },
  {
    name: 'impact',
    title: 'What an attacker gains',
    text: 'Thank you for your report. Please help us to see the impact: who could do this, from where, and what would they have afterwards that they did not have before?',
  },
  {
    name: 'cvss-4.0',
    title: 'Rating as CVSS 4.0',
    text: 'Thank you for rating the severity. Our policy uses CVSS 4.0. If you like, please send us a vector that begins with CVSS:4.0. If that is difficult, leave it to us: your report is welcome either way.',
  },
  {
    name: 'ai-use',
    title: 'Use of generative AI',
    text: 'Thank you for your report. Our policy asks whether generative AI helped to find this, to write it, to make the proof of concept or to suggest a fix, and how. Please tell us for each of these, and that you have reviewed it and understand it yourself.',
  },
  {
    name: 'plans',
    title: 'Your own plans',
    text: 'Thank you for your report. Do you plan to write or speak about this yourself, and if so, when? Then we can agree on a date that suits both of us.',
  },
  {
    name: 'known-to',
    title: 'Who else knows',
    text: 'Thank you for your report. Does anybody else know of this, and has any of it been public? We ask only to judge how much time there is.',
  },
]

/** For a decline: the reason in kind words, and what can still be done. */
export const declines: { readonly [R in DeclineReason]: string } = {
  duplicate:
    'Thank you for your report. Somebody told us of the same vulnerability before. Your report follows that case from now on: you will see here when it is fixed and published, and we will ask you about credit.',
  'obsolete-product':
    'Thank you for your report. It concerns a version that we no longer maintain, so there will be no fix for it. If a maintained version is affected as well, please tell us here and we will look again.',
  'not-security':
    'Thank you for your report. We looked at it with care and do not see how it harms anybody’s security. If we missed how an attacker would use it, please tell us here and we will look again.',
  'other-vendor':
    'Thank you for your report. What you found lies in a product that others make, so they have to fix it. Please report it to them in private. If we can help you to reach them, say so here.',
  'not-reproducible':
    'Thank you for your report. We tried for some time and could not reproduce it. If you can add the exact steps or a small example, please send them here and we will try again.',
  'out-of-scope':
    'Thank you for your report. It lies outside what this policy covers, so we will not handle it here. If you think that we drew the line in the wrong place, please tell us why.',
  'no-answer':
    'We asked you for something that we need to go on, and have not heard from you. We close this for now and mean no harm by it. If you can still answer, please do so here and we will take it up again.',
  conduct:
    'We cannot go on with this report in the way we talk here. Our code of conduct holds for everybody, on both sides. If you would like to go on in a calm way, you can answer here once.',
  junk: 'We could not find a vulnerability report in this message, so we leave it here. If there is one after all, please tell us here in a few words what is affected and how.',
  'file-in-public':
    'Thank you for your report. This does not need to be kept private: please file it in our public tracker, where more people can help. There is no embargo on it from our side.',
}

/** For the messages that go with an act. */
export const words = {
  acknowledge:
    'Thank you for your report. It has arrived, and a person of our team has seen it. We will read it with care and come back to you here.',
  fix: 'Here is a fix for what you reported. If you have the time, please test it and tell us whether it holds. If we hear nothing, we will confirm it ourselves and go on.',
  credit:
    'We would like to thank you by name in the advisory and in our list of contributors, if you want that. You may also stay anonymous, or not be mentioned at all. If we hear nothing until publication, no name appears.',
} as const satisfies { readonly [name: string]: CommandOf<'SendMessage'>['text'] }
