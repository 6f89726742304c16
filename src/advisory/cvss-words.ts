/** The questions behind the metrics that nearly everybody answers, in plain words. The standard's names stand beside. */
interface Words {
  readonly question: string
  readonly values: Readonly<Record<string, string>>
}

const inTheProduct = {
  H: 'Everything, or what matters most',
  L: 'Some of it, without control over what',
  N: 'Nothing',
}
const beyond = { H: 'Everything there, or what matters most there', L: 'Some of it', N: 'Nothing' }

export const cvssWords: Readonly<Record<string, Words>> = {
  AV: {
    question: 'From where can it be attacked?',
    values: {
      N: 'Over a network, from anywhere',
      A: 'Only from the same local network, or within radio range',
      L: 'Only from an account or a program on the machine, or through a file somebody opens',
      P: 'Only by touching the machine',
    },
  },
  AC: {
    question: 'Must an attacker get past a protection that is built in?',
    values: { L: 'No, it works every time', H: 'Yes, such as address randomisation or a secret they must learn first' },
  },
  AT: {
    question: 'Must the target be in a certain state that an attacker cannot bring about?',
    values: { N: 'No, it works with nearly every installation', P: 'Yes, such as a race or a certain configuration' },
  },
  PR: {
    question: 'What rights must an attacker have beforehand?',
    values: { N: 'None at all', L: "An ordinary user's", H: "An administrator's, or nearly so" },
  },
  UI: {
    question: 'Must somebody else do something?',
    values: {
      N: 'No',
      P: 'Something they do anyway, such as open a page',
      A: 'Something out of the ordinary, such as confirm a warning',
    },
  },
  VC: { question: 'What can an attacker read in the product?', values: inTheProduct },
  VI: { question: 'What can an attacker change in the product?', values: inTheProduct },
  VA: {
    question: 'How much of the product can an attacker put out of use?',
    values: { H: 'All of it, or its main purpose', L: 'It gets slower, or parts of it fail', N: 'Nothing' },
  },
  SC: { question: 'What can an attacker read in other systems by way of it?', values: beyond },
  SI: { question: 'What can an attacker change in other systems by way of it?', values: beyond },
  SA: {
    question: 'How much of other systems can an attacker put out of use by way of it?',
    values: { H: 'All of it, or its main purpose', L: 'They get slower, or parts of them fail', N: 'Nothing' },
  },
  E: {
    question: 'Is it exploited already?',
    values: {
      X: 'Not known',
      A: 'Attacks were seen, or easy tools exist',
      P: 'There is a proof of concept, and no attack is known',
      U: 'Neither proof of concept nor attack is known',
    },
  },
}
