/** What is said of the desk's load: when to expect an answer, a pause, many reports of one reporter, and the figures. */
export const load = {
  usually: (days: number): string =>
    days === 1
      ? 'Usually a first answer comes within a day; at the latest by {day}.'
      : `Usually a first answer comes within ${days} days; at the latest by {day}.`,
  longer: (days: number): string =>
    `A first answer is due by {day}. Right now many reports wait, and it usually takes about ${days} days. We are sorry.`,
  slower:
    'Several of your reports wait for a first answer already, so this one is in the slower line: it is read after them. Nothing of it is lost.',
  budget: (waiting: number, most: number): string =>
    waiting === 1
      ? `Your thread is open here, so this report is counted with yours. One of them waits for a first answer; up to ${most} may wait in the usual line.`
      : `Your thread is open here, so this report is counted with yours. ${waiting} of them wait for a first answer; up to ${most} may wait in the usual line.`,
  budgetOver: (waiting: number): string => `${waiting} of your reports wait for a first answer.`,
  budgetOverText:
    'You can send this one too. It goes into a slower line and is read after them, so its first answer takes up to twice as long. What is exploited right now never waits in that line.',
  paused: 'This desk takes no new reports until {day}.',
  pausedOpens: 'From that day on, reports come in again by themselves.',
  pausedUrgent: 'What is exploited right now still comes in at once.',
  pausedTick: 'Tick the first box of the form if that is so.',
  pausedBegan: 'If you began to write before the pause, you can still send.',
  pausedNow: 'For now we cannot take this, so nothing was sent. Save what you typed, and come back on {day}.',
  pausedNowProblem: (day: string): string =>
    `This desk takes no new reports until ${day}. Everything you typed is still here: save it, or tick this box if attacks are happening.`,
  pausedThread: 'The desk is paused until {day}. Your report is here and safe, and is read after that.',
  save: 'Save what I typed',
  saved: 'A report to {project}, not sent yet',
  figures: 'Figures',
  figuresLink: 'How busy we are, in figures',
  figuresTitle: 'How busy we are',
  figuresLead: 'As of {day}, for the three months before it.',
  figuresWhy:
    'Published once a month, and rounded, so that no single report can be seen in them. What fewer than five cases stand behind is left out.',
  figuresNone: 'There is nothing to show yet: too few cases stand behind each figure.',
  open: 'Open cases',
  openAbout: (count: number): string => `about ${count}`,
  few: 'fewer than five',
  tooFew: 'too few to say',
  firstAnswer: 'Until the first answer, in half of the cases at most',
  fix: 'Until a fix is out, in half of the cases at most',
  days: (days: number): string => (days === 1 ? 'one day' : `${days} days`),
  oldest: 'The oldest open case',
  age: {
    0: 'younger than three months',
    3: 'three to six months old',
    6: 'six to twelve months old',
    12: 'older than a year',
  } as Readonly<Record<number, string>>,
  outcomes: 'How cases ended',
  outcome: {
    published: 'Fixed and published',
    duplicate: 'The same as an earlier report',
    declined: 'Declined',
    withdrawn: 'Withdrawn by the reporter',
  },
  share: 'Share',
  outcomeHead: 'Outcome',
  months: 'Month by month',
  month: 'Month',
  received: 'Reports',
  firstAnswerShort: 'First answer',
}
