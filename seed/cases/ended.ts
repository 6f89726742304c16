import { nobody, piotr, tariq, wen } from '../cast.ts'
import type { SeedCase } from '../scene.ts'

/** Cases that ended without an advisory of their own, each for another reason. */
export const ended: readonly SeedCase[] = [
  {
    name: 'share-link-again',
    shows: 'a duplicate: its reporter follows the main case without reading it',
    stage: 'declined',
    scenes: [
      [
        52,
        (on) =>
          on.arrives(tariq, {
            title: 'Links to private albums never end',
            description: 'A link that I made last year still opens an album that is private today.',
            product: 'lantern-server',
            version: '4.5.3',
          }),
      ],
      [
        51,
        (on) =>
          on.milo({
            type: 'DeclineReport',
            reason: 'duplicate',
            duplicateOf: on.caseNamed('share-link'),
            text: 'Thank you, Tariq. Somebody told us of the same a few days before you, and we are working on it. Your thread follows that case, and you are asked about credit as well.',
          }),
      ],
    ],
  },
  {
    name: 'server-banner',
    shows: 'declined: not a vulnerability by itself',
    stage: 'declined',
    scenes: [
      [
        18,
        (on) =>
          on.arrives(nobody, {
            title: 'Server version is disclosed',
            description: 'The header "Server: lantern/4.6" tells the version. CVSS 9.8. Please pay.',
          }),
      ],
      [
        17,
        (on) =>
          on.milo({
            type: 'DeclineReport',
            reason: 'not-security',
            text: 'Thank you for looking at Lantern. The version alone opens no door: everything it tells is in our release notes too. If you find something that can be done with it, please write again.',
          }),
      ],
    ],
  },
  {
    name: 'old-version',
    shows: 'declined: only an old version has it',
    stage: 'declined',
    scenes: [
      [
        31,
        (on) =>
          on.arrives(wen, {
            title: 'Passwords are kept with SHA-1',
            description: 'In version 2.9 the passwords lie in the database as SHA-1.',
            version: '2.9',
          }),
      ],
      [
        29,
        (on) =>
          on.mona({
            type: 'DeclineReport',
            reason: 'obsolete-product',
            text: 'You are right about 2.9, Wen. It got its last fix four years ago, and 3.0 hashes passwords anew at the first sign-in. We say so more clearly on the download page now. Thank you.',
          }),
      ],
    ],
  },
  {
    name: 'never-answered',
    shows: 'declined: the question stayed open for a month',
    stage: 'declined',
    scenes: [
      [
        90,
        (on) =>
          on.arrives(piotr, {
            title: 'Somebody was in my album',
            description: 'I think somebody looked at my photos. There is a view that I cannot explain.',
          }),
      ],
      [
        88,
        (on) =>
          on.milo({
            type: 'RequestInformation',
            text: 'That must feel unpleasant. Which album was it, and when did you see the view? With the time we can look at the log together.',
          }),
      ],
      [
        55,
        (on) =>
          on.milo({
            type: 'DeclineReport',
            reason: 'no-answer',
            text: 'We have not heard from you, so we put this aside for now. If you still wonder, just answer here within a month, and we look at it again.',
          }),
      ],
    ],
  },
  {
    name: 'scanner-output',
    shows: 'declined: the output of a scanner and nothing else',
    stage: 'declined',
    scenes: [
      [
        8,
        (on) =>
          on.arrives(nobody, {
            title: 'URGENT 47 vulnerabilities',
            description: 'X-Frame-Options missing\nX-XSS-Protection missing\n(45 more of the same)',
          }),
      ],
      [
        7.5,
        (on) =>
          on.milo({
            type: 'DeclineReport',
            reason: 'junk',
            text: 'This is a list of headers that a scanner did not find. We look at reports of what can be done with Lantern; if you have one, please send it.',
          }),
      ],
    ],
  },
  {
    name: 'wrong-colours',
    shows: 'declined: please file it in public',
    stage: 'declined',
    scenes: [
      [
        23,
        (on) =>
          on.arrives(piotr, {
            title: 'Colours are wrong after rotating a photo',
            description: 'Reds turn brown when I rotate a photo twice. I was not sure where to write.',
          }),
      ],
      [
        22,
        (on) =>
          on.mona({
            type: 'DeclineReport',
            reason: 'file-in-public',
            text: 'Thank you, Piotr. This one harms nobody but the photo, so it can be in public: please open an issue, and others can help you there.',
          }),
      ],
    ],
  },
  {
    name: 'proxy-of-somebody',
    shows: 'declined: the fault is in somebody else’s product',
    stage: 'declined',
    scenes: [
      [
        45,
        (on) =>
          on.arrives(tariq, {
            title: 'Cache of the proxy mixes up users',
            description: 'Behind one popular proxy with caching switched on, people get to see the pages of others.',
            configuration: 'A proxy that caches answers marked "private".',
          }),
      ],
      [
        43,
        (on) =>
          on.mona({
            type: 'DeclineReport',
            reason: 'other-vendor',
            text: 'We could see the same. Lantern marks these pages as private, and the proxy keeps them all the same, so this is a fault of the proxy. Its team takes reports by its own form; we told them that you may write.',
          }),
      ],
    ],
  },
  {
    name: 'second-thoughts',
    shows: 'withdrawn by its reporter',
    stage: 'withdrawn',
    scenes: [
      [
        15,
        (on) =>
          on.arrives(wen, {
            title: 'Deleted photos come back',
            description: 'Photos that I deleted are there again the next day.',
          }),
      ],
      [
        14,
        (on) =>
          on.milo({ type: 'SendMessage', text: 'That would be serious. Do several devices add photos to this album?' }),
      ],
      [
        13.5,
        (on) =>
          on.reporter({
            type: 'WithdrawReport',
            text: 'Oh. My old tablet adds them again every night. I am sorry for the noise!',
          }),
      ],
    ],
  },
]
