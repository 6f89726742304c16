import { ines, piotr, rosa, tariq, wen } from '../cast.ts'
import type { SeedCase } from '../scene.ts'

/** From the release to the last revision. */
export const publishing: readonly SeedCase[] = [
  {
    name: 'share-link',
    shows: 'released under the earlier policy: users have a week to update before the advisory',
    stage: 'users-updating',
    scenes: [
      [
        62,
        (on) =>
          on.arrives(rosa, {
            title: 'Share links work after an album was made private again',
            description: 'I shared an album by link, made it private the next day, and the link still opened it.',
            product: 'lantern-server',
            version: '4.1.0 to 4.6.0',
            reproduce: '1. Share an album by link.\n2. Make it private.\n3. Open the link in another browser.',
          }),
      ],
      [60, (on) => on.milo({ type: 'AcceptReport' })],
      [58, (on) => on.milo({ type: 'ConfirmReproduction' })],
      [
        57,
        (on) =>
          on.milo({ type: 'AssessSeverity', cvss: 'CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:P/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N' }),
      ],
      [40.5, (on) => on.milo({ type: 'OfferFix', text: 'Links end with the sharing now.', version: '4.6.1-rc1' })],
      [38, (on) => on.reporter({ type: 'VerifyFix', holds: true, text: 'The link is gone, as it should be.' })],
      [4, (on) => on.milo({ type: 'ConfirmCredit' })],
      [
        3,
        (on) =>
          on.mona({
            type: 'ReleaseFix',
            version: '4.6.1',
            url: 'https://git.example/lantern/lantern/releases/4.6.1',
            commit: 'End share links together with the sharing',
          }),
      ],
    ],
  },
  {
    name: 'thumbnails',
    shows: 'users had their time: the advisory can be published',
    stage: 'publishing',
    scenes: [
      [
        70,
        (on) =>
          on.arrives(
            ines,
            {
              title: 'A crafted picture makes the previews use all memory',
              description:
                'A PNG that says it is 60,000 by 60,000 pixels is unpacked in full before its size is looked at.',
              product: 'lantern-server',
              version: '3.8.0 to 4.6.0',
            },
            { 'large.png.txt': 'The header only: IHDR 60000 60000 8 6 0 0 0\n' },
          ),
      ],
      [69, (on) => on.mona({ type: 'AcceptReport' })],
      [66, (on) => on.mona({ type: 'ConfirmReproduction' })],
      [
        65,
        (on) =>
          on.mona({ type: 'AssessSeverity', cvss: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N' }),
      ],
      [
        50,
        (on) =>
          on.mona({
            type: 'OfferFix',
            text: 'The size is looked at first, and 100 megapixels are the limit.',
            version: '4.6.1-rc1',
          }),
      ],
      [
        42,
        (on) =>
          on.mona({
            type: 'VerifyFix',
            holds: true,
            text: 'Tested here with pictures of all sizes; nobody has answered within the week.',
          }),
      ],
      [
        12,
        (on) =>
          on.mona({
            type: 'ReleaseFix',
            version: '4.6.1',
            url: 'https://git.example/lantern/lantern/releases/4.6.1',
            commit: 'Look at the size of a picture first',
          }),
      ],
      [
        4,
        (on) =>
          on.mona({
            type: 'DraftAdvisory',
            fields: {
              title: 'A small picture could use up all memory',
              summary:
                'Pictures were unpacked before their size was looked at. Lantern 4.6.1 refuses pictures above 100 megapixels.',
              impact: 'A member of a family could stop the server for everybody.',
              mitigation: 'Update to 4.6.1.',
              affected: [
                {
                  product: 'Lantern',
                  ecosystem: 'npm',
                  package: '@lantern/server',
                  introduced: '3.8.0',
                  fixed: '4.6.1',
                },
              ],
              cwe: 'CWE-770',
            },
          }),
      ],
    ],
  },
  {
    name: 'sign-in-redirect',
    shows: 'planned, and then held: the clock of the machine was set forward meanwhile',
    stage: 'publishing',
    scenes: [
      [
        75,
        (on) =>
          on.arrives(wen, {
            title: 'The sign-in page leads to other sites',
            description:
              '`/sign-in?next=//elsewhere.example` sends me there after signing in. It looks like ours all the way.',
            product: 'lantern-web',
            version: '4.0.0 to 4.5.2',
          }),
      ],
      [74, (on) => on.milo({ type: 'AcceptReport' })],
      [73, (on) => on.milo({ type: 'ConfirmReproduction' })],
      [60, (on) => on.milo({ type: 'OfferFix', text: 'Only paths of our own are taken.', version: '4.6.0-rc1' })],
      [58, (on) => on.reporter({ type: 'VerifyFix', holds: true })],
      [
        20,
        (on) =>
          on.milo({
            type: 'ReleaseFix',
            version: '4.6.0',
            url: 'https://git.example/lantern/lantern/releases/4.6.0',
            commit: 'Take only paths of our own',
          }),
      ],
      [
        10,
        (on) =>
          on.milo({
            type: 'DraftAdvisory',
            fields: {
              title: 'The sign-in page could lead to other sites',
              summary: 'A crafted link sent people to another site after they signed in.',
              impact: 'Somebody could be led to a copy of Lantern and asked for the password again.',
              mitigation: 'Update to 4.6.0 or later.',
              cvss: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N',
              affected: [
                { product: 'Lantern', ecosystem: 'npm', package: '@lantern/web', introduced: '4.0.0', fixed: '4.6.0' },
              ],
              cwe: 'CWE-601',
            },
          }),
      ],
      [9, (on) => on.milo({ type: 'ScheduleAdvisory', publishAt: on.daysAgo(0.9) })],
      [0.95, (on) => on.clockJumps(2 * 3_600_000)],
    ],
  },
  {
    name: 'backup-names',
    shows: 'brief advisory is out with the release; the rest is due in a few days',
    stage: 'completing',
    scenes: [
      [
        39,
        (on) =>
          on.arrives(tariq, {
            title: 'File names in a backup may leave their folder',
            description:
              'Restoring a backup writes files wherever their names say. A backup from somebody else can write next to the server itself.',
            product: 'lantern-server',
            version: '4.0.0 to 4.6.0',
            cvss: 'CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
          }),
      ],
      [38, (on) => on.mona({ type: 'AcceptReport' })],
      [37, (on) => on.mona({ type: 'ConfirmReproduction' })],
      [
        36,
        (on) =>
          on.mona({ type: 'AssessSeverity', cvss: 'CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N' }),
      ],
      [
        28,
        (on) =>
          on.mona({
            type: 'OfferFix',
            text: 'Names are taken apart and checked, one part after the other.',
            version: '4.6.1-rc1',
          }),
      ],
      [26, (on) => on.reporter({ type: 'VerifyFix', holds: true })],
      [20, (on) => on.mona({ type: 'RequestCve' })],
      [9, (on) => on.mona({ type: 'RecordCve', cve: 'CVE-2026-90174' })],
      [
        4,
        (on) =>
          on.mona({
            type: 'ReleaseAndPublish',
            version: '4.6.1',
            url: 'https://git.example/lantern/lantern/releases/4.6.1',
            commit: 'Check the names of a backup (CVE-2026-90174)',
            fields: {
              title: 'A backup from somebody else could write anywhere',
              summary: 'Names of files in a backup were not checked. Lantern 4.6.1 checks them.',
              impact: 'Whoever restores a backup that somebody else prepared may run their program.',
              mitigation: 'Update to 4.6.1. Until then, restore only backups that you made yourself.',
              details:
                'Names with ".." or a leading "/" were joined to the folder of the albums without being looked at.',
              reproduce: 'Put a file named "../../server/start.js" into a backup and restore it.',
              affected: [
                {
                  product: 'Lantern',
                  ecosystem: 'npm',
                  package: '@lantern/server',
                  introduced: '4.0.0',
                  fixed: '4.6.1',
                },
              ],
              cwe: 'CWE-22',
              references: [{ type: 'release', url: 'https://git.example/lantern/lantern/releases/4.6.1' }],
            },
          }),
      ],
    ],
  },
  {
    name: 'two-factor',
    shows: 'published: brief with the release, complete a week later, with a name',
    stage: 'published',
    scenes: [
      [
        39.5,
        (on) =>
          on.arrives(rosa, {
            title: 'The second factor can be left out',
            description: 'Asking for the page after the second factor directly works with the first factor alone.',
            product: 'lantern-server',
            version: '4.5.0 to 4.5.3',
            cvss: 'CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N',
            discovery: 'I forgot my phone and wondered.',
          }),
      ],
      [39.4, (on) => on.mona({ type: 'AcceptReport' })],
      [39.2, (on) => on.mona({ type: 'ConfirmReproduction' })],
      [
        39,
        (on) =>
          on.mona({ type: 'AssessSeverity', cvss: 'CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:H/VA:N/SC:N/SI:N/SA:N' }),
      ],
      [37, (on) => on.mona({ type: 'OfferFix', text: 'Every page asks for both factors now.', version: '4.5.4-rc1' })],
      [36, (on) => on.reporter({ type: 'VerifyFix', holds: true, text: 'I am shut out without my phone. Good!' })],
      [35, (on) => on.mona({ type: 'RequestCve' })],
      [30, (on) => on.mona({ type: 'RecordCve', cve: 'CVE-2026-90102' })],
      [
        28,
        (on) =>
          on.mona({
            type: 'ReleaseAndPublish',
            version: '4.5.4',
            url: 'https://git.example/lantern/lantern/releases/4.5.4',
            commit: 'Ask for both factors on every page (CVE-2026-90102)',
            fields: {
              title: 'The second factor could be left out',
              summary:
                'With the password alone, some pages were shown although a second factor is set up. Lantern 4.5.4 asks on every page.',
              impact: 'Whoever knows a password could read albums as if there were no second factor.',
              mitigation: 'Update to 4.5.4.',
              details: 'The check stood in the page that asks for the second factor, and not in those behind it.',
              reproduce: 'Sign in with the password, then open `/albums` instead of typing the code.',
              affected: [
                {
                  product: 'Lantern',
                  ecosystem: 'npm',
                  package: '@lantern/server',
                  introduced: '4.5.0',
                  fixed: '4.5.4',
                },
              ],
              cwe: 'CWE-288',
            },
          }),
      ],
      [21, (on) => on.mona({ type: 'PublishAdvisory' })],
      [
        20.9,
        (on) =>
          on.mona({
            type: 'SendMessage',
            text: 'The advisory is complete now, with your name on it. Thank you, Rosa, also for your patience with us.',
          }),
      ],
    ],
  },
  {
    name: 'captions',
    shows: 'published once users could update; its reporter stays unnamed',
    stage: 'published',
    scenes: [
      [
        98,
        (on) =>
          on.arrives(ines, {
            title: 'Captions run scripts',
            description:
              'A caption with `<img src=x onerror=...>` runs in the browser of everybody who opens the album.',
            product: 'lantern-web',
            version: '4.0.0 to 4.5.1',
          }),
      ],
      [
        97,
        (on) =>
          on.milo({
            type: 'RequestInformation',
            text: 'Thank you. In which view does it run: the grid, or the single photo?',
          }),
      ],
      [95, (on) => on.reporter({ type: 'AddInformation', text: 'In the single photo. The grid shows it as text.' })],
      [94, (on) => on.milo({ type: 'AcceptReport' })],
      [93, (on) => on.milo({ type: 'ConfirmReproduction' })],
      [
        92,
        (on) =>
          on.milo({ type: 'AssessSeverity', cvss: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:P/VC:L/VI:L/VA:N/SC:L/SI:L/SA:N' }),
      ],
      [
        84,
        (on) => on.milo({ type: 'OfferFix', text: 'Captions are text, and nothing but text.', version: '4.5.2-rc1' }),
      ],
      [83, (on) => on.reporter({ type: 'VerifyFix', holds: true })],
      [
        78,
        (on) =>
          on.milo({
            type: 'ReleaseFix',
            version: '4.5.2',
            url: 'https://git.example/lantern/lantern/releases/4.5.2',
            commit: 'Show captions as text',
          }),
      ],
      [
        70.5,
        (on) =>
          on.milo({
            type: 'PublishAdvisory',
            fields: {
              title: 'Captions could run scripts',
              summary:
                'A caption could hold a script that ran for everybody who opened the photo. Lantern 4.5.2 shows captions as text.',
              impact: 'A member of a family could act in the name of others.',
              mitigation: 'Update to 4.5.2.',
              workaround: 'Let only people add photos whom you trust.',
              details: 'The single photo put its caption into the page as HTML.',
              affected: [
                { product: 'Lantern', ecosystem: 'npm', package: '@lantern/web', introduced: '4.0.0', fixed: '4.5.2' },
              ],
              cwe: 'CWE-79',
            },
          }),
      ],
    ],
  },
  {
    name: 'album-export',
    shows: 'published long ago and closed',
    stage: 'closed',
    scenes: [
      [
        99,
        (on) =>
          on.arrives(piotr, {
            title: 'The export contains photos of other albums',
            description: 'Two exports at the same time end up in one file.',
            product: 'lantern-server',
            version: '4.5.0, 4.5.1',
          }),
      ],
      [98.5, (on) => on.mona({ type: 'AcceptReport' })],
      [98, (on) => on.mona({ type: 'ConfirmReproduction' })],
      [96, (on) => on.mona({ type: 'OfferFix', text: 'Each export has a folder of its own.', version: '4.5.2-rc1' })],
      [95, (on) => on.reporter({ type: 'VerifyFix', holds: true })],
      [94, (on) => on.mona({ type: 'AskCredit', text: 'May we name you in the advisory?' })],
      [93, (on) => on.reporter({ type: 'ChooseCredit', as: 'named' }, { name: 'Piotr from Meadow' })],
      [
        92,
        (on) =>
          on.mona({
            type: 'ReleaseFix',
            version: '4.5.2',
            url: 'https://git.example/lantern/lantern/releases/4.5.2',
            commit: 'Give each export a folder of its own',
          }),
      ],
      [
        84.5,
        (on) =>
          on.mona({
            type: 'PublishAdvisory',
            fields: {
              title: 'Exports could contain photos of other albums',
              summary: 'Two exports at the same time were mixed up. Lantern 4.5.2 keeps them apart.',
              impact: 'Whoever exported an album could receive photos they were never shown.',
              mitigation: 'Update to 4.5.2.',
              cvss: 'CVSS:4.0/AV:N/AC:H/AT:P/PR:L/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N',
              affected: [
                {
                  product: 'Lantern',
                  ecosystem: 'npm',
                  package: '@lantern/server',
                  introduced: '4.5.0',
                  fixed: '4.5.2',
                },
              ],
              cwe: 'CWE-362',
            },
          }),
      ],
      [80, (on) => on.mona({ type: 'CloseCase', reason: 'Published, and nobody had anything to add.' })],
    ],
  },
]
