import { ines, nobody, piotr, rosa, tariq, wen } from '../cast.ts'
import type { SeedCase } from '../scene.ts'

/** Open cases: somebody has to do something. */
export const waiting: readonly SeedCase[] = [
  {
    name: 'reset-mail',
    shows: 'new: nobody has opened it yet, and it is anonymous',
    stage: 'received',
    scenes: [
      [
        0.2,
        (on) =>
          on.arrives(nobody, {
            title: 'The password mail names the wrong server',
            description:
              'When I ask for a new password, the link in the mail is built from the Host header of my request. If I send another Host, the link leads to that one, with the real token in it. Whoever clicks the link hands the token to me.\n\nI tried it with my own account only.',
            product: 'lantern-server',
            version: '4.6.1',
            reproduce: '1. Ask for a new password with `Host: elsewhere.example`.\n2. Look at the link in the mail.',
            impact: 'Taking over an account, if its owner clicks the link.',
          }),
      ],
    ],
  },
  {
    name: 'map-tiles',
    shows: 'under review: it is assigned, and its severity is not in CVSS 4.0',
    stage: 'received',
    scenes: [
      [
        2.1,
        (on) =>
          on.arrives(wen, {
            title: 'Places of private photos are sent to the map service',
            description:
              'The page of an album loads map tiles around each photo before anybody opens the map. The map service sees roughly where every photo was taken, also in albums that nobody shared.',
            product: 'lantern-web',
            version: '4.5.0 and later',
            cvss: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N',
            discovery: 'I looked at the network tab of my browser.',
          }),
      ],
      [1.4, (on) => on.mona({ type: 'AssignCase', member: on.memberId('milo') })],
      [
        1.3,
        (on) =>
          on.milo({
            type: 'SendMessage',
            text: 'Thank you, Wen. I can see the requests here as well. I will find out since when we do this, and write again this week.',
          }),
      ],
      [
        1.2,
        (on) =>
          on.milo({
            type: 'AddNote',
            text: 'Came with the new map in 4.5.0, I think. Mona, is this ours or the map library?',
          }),
      ],
      [1.1, (on) => on.mona({ type: 'AddNote', text: 'Ours: we ask for the tiles. The library only draws them.' })],
    ],
  },
  {
    name: 'import-by-address',
    shows: 'exploited now: it stands above everything else',
    stage: 'reproducing',
    scenes: [
      [
        1.6,
        (on) =>
          on.arrives(tariq, {
            title: 'Import by address reads from inside the network',
            description:
              'The import takes any address and shows an error that contains the beginning of the answer. With `http://127.0.0.1:9090/` I read the metrics of the machine itself; with the address of a cloud metadata service one would read its credentials.',
            product: 'lantern-server',
            version: '4.6.0, 4.6.1',
            reproduce:
              '1. Albums, Import, From an address.\n2. Enter http://127.0.0.1:9090/metrics\n3. Read the error.',
            exploited: 'yes',
            exploitedEvidence: 'Our honeypot saw three addresses try exactly this path since Tuesday.',
            cvss: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:H/VI:N/VA:N/SC:H/SI:N/SA:N',
          }),
      ],
      [1.5, (on) => on.mona({ type: 'AssignCase', member: on.memberId('mona') })],
      [
        1.45,
        (on) =>
          on.mona({
            type: 'SendMessage',
            text: 'Thank you for writing at once. I am looking at it now. Could you send us the three addresses?',
          }),
      ],
      [1.3, (on) => on.mona({ type: 'AcceptReport' })],
      [
        1.2,
        (on) =>
          on.mona({
            type: 'RecordExploitation',
            awareAt: on.daysAgo(1.5),
            by: 'the reporter',
            reason: 'A honeypot saw requests that match the report, from three addresses.',
          }),
      ],
      [1.1, (on) => on.mona({ type: 'TagCase', tags: ['import', 'urgent'] })],
    ],
  },
  {
    name: 'slow-album',
    shows: 'waiting for the reporter: asked, and reminded once',
    stage: 'waiting-for-reporter',
    scenes: [
      [
        11,
        (on) =>
          on.arrives(piotr, {
            title: 'A large album stops the whole server',
            description:
              'With many photos in one album the server does not answer anybody any more until I restart it.',
            product: 'lantern-server',
            version: '4.6.0',
          }),
      ],
      [
        9,
        (on) =>
          on.milo({
            type: 'RequestInformation',
            text: 'Thank you, Piotr. To see the same here, please tell us:\n\n- about how many photos are in the album, and how large they are,\n- what kind of machine Lantern runs on,\n- whether it happens while the album is opened, or while photos are added.',
          }),
      ],
      [8.9, (on) => on.milo({ type: 'TagCase', tags: ['performance'] })],
    ],
  },
  {
    name: 'invitations',
    shows: 'being reproduced, late with its news, and with a day agreed before which nothing is public',
    stage: 'reproducing',
    scenes: [
      [
        26,
        (on) =>
          on.arrives(
            rosa,
            {
              title: 'Invitation links can be guessed',
              description:
                'The code in an invitation link is made from the time in milliseconds and a counter. Knowing roughly when somebody was invited, a few thousand tries are enough to find the link.',
              product: 'lantern-server',
              version: '4.2.0 to 4.6.1',
              reproduce:
                'A small program that counts through the codes is attached. It needs about four minutes for one hour of invitations on my laptop, against a server of my own.',
              impact: 'Joining a family without having been invited.',
              cvss: 'CVSS:4.0/AV:N/AC:L/AT:P/PR:N/UI:N/VC:H/VI:L/VA:N/SC:N/SI:N/SA:N',
            },
            {
              'count-codes.py':
                '# Counts through invitation codes of one hour, on a server of your own.\nfor millisecond in range(3_600_000):\n    for counter in range(4):\n        print(f"{millisecond:x}-{counter:x}")\n',
            },
          ),
      ],
      [25, (on) => on.milo({ type: 'AssignCase', member: on.memberId('milo') })],
      [24.5, (on) => on.milo({ type: 'AcceptReport' })],
      [
        24,
        (on) =>
          on.reporter({
            type: 'ProposeEmbargo',
            until: on.daysAgo(-42),
            text: 'I speak about this at a meeting of our user group in six weeks. Would that day suit you?',
          }),
      ],
      [23, (on) => on.mona({ type: 'AcceptEmbargo' })],
      [
        22.9,
        (on) =>
          on.mona({
            type: 'SendMessage',
            text: 'That day suits us well, Rosa. We aim to have the release out a week before it.',
          }),
      ],
    ],
  },
  {
    name: 'comment-delete',
    shows: 'a fix that did not hold: back to patching',
    stage: 'patching',
    scenes: [
      [
        30,
        (on) =>
          on.arrives(ines, {
            title: 'Anybody in a family can delete all comments',
            description:
              'Deleting a comment asks whether I am in the family, but not whether the comment is mine. With its number in the request I can delete any of them.',
            product: 'lantern-server',
            version: '4.4.0 to 4.6.1',
            reproduce: '`DELETE /api/comments/{number}` with the cookie of a second account.',
            cwe: 'CWE-639',
          }),
      ],
      [29, (on) => on.milo({ type: 'AcceptReport' })],
      [28, (on) => on.milo({ type: 'ConfirmReproduction', text: 'Seen here with two fresh accounts.' })],
      [
        28,
        (on) =>
          on.milo({ type: 'AssessSeverity', cvss: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:N/VI:L/VA:L/SC:N/SI:N/SA:N' }),
      ],
      [
        16,
        async (on) =>
          on.milo({
            type: 'OfferFix',
            text: 'This patch asks who wrote the comment. Would you try it?',
            version: '4.6.2-rc1',
            files: [
              await on.file(
                'comments-owner.patch',
                '--- a/comments/delete.ts\n+++ b/comments/delete.ts\n@@\n-  if (!family.includes(visitor)) return forbidden()\n+  if (comment.author !== visitor.id) return forbidden()\n',
              ),
            ],
          }),
      ],
      [
        12,
        (on) =>
          on.reporter({
            type: 'VerifyFix',
            holds: false,
            text: 'Thank you! Deleting one by its number is refused now. Deleting a whole thread of comments (`DELETE /api/threads/{number}`) still works, though.',
          }),
      ],
      [
        11,
        (on) =>
          on.milo({
            type: 'SendMessage',
            text: 'Oh, well seen. I had only looked at single comments. A second patch follows.',
          }),
      ],
    ],
  },
  {
    name: 'cookie-stays',
    shows: 'a fix waits to be tested by the reporter',
    stage: 'verifying',
    scenes: [
      [
        21,
        (on) =>
          on.arrives(tariq, {
            title: 'Sessions stay open after the password was changed',
            description:
              'After I changed my password, a second browser stayed signed in for the thirty days of its cookie. Somebody who got hold of a cookie cannot be shut out.',
            product: 'lantern-server',
            version: '4.6.1',
            reproduce:
              '1. Sign in with two browsers.\n2. Change the password in one.\n3. The other one still sees everything.',
            suggestedFix: 'End all other sessions when a password changes.',
            cvss: 'CVSS:4.0/AV:N/AC:H/AT:P/PR:L/UI:N/VC:L/VI:L/VA:N/SC:N/SI:N/SA:N',
          }),
      ],
      [20, (on) => on.mona({ type: 'AcceptReport' })],
      [18, (on) => on.mona({ type: 'ConfirmReproduction' })],
      [
        2,
        async (on) =>
          on.mona({
            type: 'OfferFix',
            text: 'All other sessions end with the password now. The patch is for 4.6.1; the picture has it built in.',
            version: '4.6.2-rc2',
            image: 'registry.lantern.example/lantern:4.6.2-rc2',
            files: [
              await on.file(
                'end-sessions.patch',
                '--- a/account/password.ts\n+++ b/account/password.ts\n@@\n   await savePassword(account, next)\n+  await endOtherSessions(account, session)\n',
              ),
            ],
          }),
      ],
    ],
  },
  {
    name: 'gif-bomb',
    shows: 'fixed and tested, waiting for its CVE id',
    stage: 'awaiting-cve',
    scenes: [
      [
        33,
        (on) =>
          on.arrives(rosa, {
            title: 'A small GIF fills the disk',
            description: 'A GIF of 40 kB with 60,000 empty frames is turned into 60,000 previews of 90 kB each.',
            product: 'lantern-server',
            version: '4.0.0 to 4.6.1',
            impact: 'The disk is full within a minute, and nobody can add photos any more.',
          }),
      ],
      [32, (on) => on.milo({ type: 'AcceptReport' })],
      [31, (on) => on.milo({ type: 'ConfirmReproduction' })],
      [
        30,
        (on) =>
          on.milo({ type: 'AssessSeverity', cvss: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:L/UI:N/VC:N/VI:N/VA:H/SC:N/SI:N/SA:N' }),
      ],
      [
        20,
        (on) =>
          on.milo({ type: 'OfferFix', text: 'Previews are made of the first frame alone now.', version: '4.6.2-rc1' }),
      ],
      [
        18,
        (on) =>
          on.reporter({
            type: 'VerifyFix',
            holds: true,
            text: 'One preview, and the disk stays as it was. Works well.',
          }),
      ],
      [6, (on) => on.mona({ type: 'RequestCve', from: 'our CNA' })],
      [
        5.9,
        (on) =>
          on.mona({
            type: 'SetAffected',
            affected: [
              { product: 'Lantern', ecosystem: 'npm', package: '@lantern/server', introduced: '4.0.0', fixed: '4.6.2' },
            ],
          }),
      ],
    ],
  },
  {
    name: 'calendar-feed',
    shows: 'everything is in hand: release and brief advisory are one act away',
    stage: 'releasing',
    scenes: [
      [
        37,
        (on) =>
          on.arrives(tariq, {
            title: 'The calendar of birthdays can be read without signing in',
            description:
              'The address of the calendar ends in the number of the family. Counting up shows the birthdays of others.',
            product: 'lantern-server',
            version: '4.3.0 to 4.6.1',
            aiDiscovery: 'none',
          }),
      ],
      [36, (on) => on.mona({ type: 'AcceptReport' })],
      [35, (on) => on.mona({ type: 'ConfirmReproduction' })],
      [
        34,
        (on) =>
          on.mona({ type: 'AssessSeverity', cvss: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N' }),
      ],
      [
        24,
        (on) => on.mona({ type: 'OfferFix', text: 'The address has a long random part now.', version: '4.6.2-rc1' }),
      ],
      [22, (on) => on.reporter({ type: 'VerifyFix', holds: true })],
      [14, (on) => on.mona({ type: 'RequestCve' })],
      [5, (on) => on.mona({ type: 'RecordCve', cve: 'CVE-2026-90211' })],
      [4, (on) => on.mona({ type: 'ConfirmCredit' })],
      [
        3,
        (on) =>
          on.mona({
            type: 'DraftAdvisory',
            fields: {
              title: 'Birthday calendars could be read by strangers',
              summary:
                'The address of a family calendar could be guessed. Lantern 4.6.2 gives every calendar a random address.',
              impact: 'A stranger could read names and birthdays of a family that shares its calendar.',
              mitigation: 'Update to 4.6.2. The old address stops working; subscribe to the calendar again.',
              workaround: 'Turn off "Share the calendar" in the settings of the family.',
              details: 'The address was made of the running number of the family.',
              affected: [
                {
                  product: 'Lantern',
                  ecosystem: 'npm',
                  package: '@lantern/server',
                  introduced: '4.3.0',
                  fixed: '4.6.2',
                },
              ],
              cwe: 'CWE-425',
            },
          }),
      ],
    ],
  },
  {
    name: 'log-tokens',
    shows: 'found by the team itself: nobody to ask, no credit',
    stage: 'patching',
    scenes: [
      [
        13,
        (on) =>
          on.entered('milo', {
            form: {
              title: 'Tokens of the API are written to the log',
              description: 'With the log level "debug" every request is logged with its Authorization header.',
              product: 'lantern-server',
              version: '4.5.0',
            },
            door: 'other',
            from: '',
            daysBefore: 1,
            foundByTeam: true,
          }),
      ],
      [12.5, (on) => on.milo({ type: 'AcceptReport' })],
      [12.4, (on) => on.milo({ type: 'ConfirmReproduction', text: 'In my own log.' })],
    ],
  },
  {
    name: 'by-phone',
    shows: 'came by phone and was entered by hand; the reporter may take it over',
    stage: 'received',
    scenes: [
      [
        3.5,
        (on) =>
          on.entered('mona', {
            form: {
              title: 'Printed albums show the address of the house',
              description:
                'The PDF for printing holds the place of each photo in its hidden data, also where places are switched off.',
              product: 'lantern-web',
              version: '4.6.1',
            },
            door: 'phone',
            from: 'Agnes Holm, who runs Lantern for her choir',
            daysBefore: 0.2,
          }),
      ],
      [3.4, (on) => on.mona({ type: 'TagCase', tags: ['privacy'] })],
    ],
  },
]
