// What the marking engine's report says of one value, in sentences for the student. Pure; the report is that of
// `handgrad check --format json`. The true value is left out: the student is still to find it.

// [in words, sign, is it accepted]
const VERDICTS = {
  correct: ['right at the digits written', '✓', true],
  rounded: ['right within your rounding', '✓', true],
  carried: ['the right step, taken from an earlier mistake', '→', false],
  slip: ['wrong, and one mistake explains it', '✗', false],
  unexplained: ['wrong, and no known mistake explains it', '✗', false],
  imprecise: ['too few digits to judge', '?', false],
  unreadable: ['it cannot be read', '?', false],
};

export const isAccepted = ({ verdict }) => VERDICTS[verdict][2];

export const verdictSign = ({ verdict, follow_through: followed }) =>
  (followed === false ? '✗' : VERDICTS[verdict][1]);

// "correct: right at the digits written"
export const verdictWords = ({ verdict }) => `${verdict}: ${VERDICTS[verdict][0]}`;

const plural = (count, one, many) => (count === 1 ? one : many);
const COUNTS = ['none', 'one', 'two', 'three', 'four', 'five'];

function damageOf(mark) {
  const { damaged = 0, percent_off: percent, damaged_percent_off: most } = mark;
  if (damaged > 0) {
    const far = most === undefined ? '' : ` ${plural(damaged, '', 'up to ')}${most} %`;
    return ` ${damaged} later ${plural(damaged, 'value is', 'values are')}${far} off because of it; that is rounding, not `
      + 'a mistake.';
  }
  return percent === undefined ? ''
    : ` This value is ${percent} % off because of it; that is rounding, not a mistake.`;
}

function digitsLostOf(mark) {
  const { digits_lost: lost, difference, digits_kept: kept } = mark;
  if (!lost) return [];
  const where = difference ? `: ${difference} keeps ${COUNTS[kept] ?? 'more than five'}` : '';
  return [`Here ${lost} of your digits ${plural(lost, 'was', 'were')} lost${where}.${damageOf(mark)}`];
}

function causesOf({ causes = [] }) {
  const alike = causes.slice(1).filter((cause) => cause.alike);
  const sentences = causes.slice(0, 1).map(({ message }) => message);
  sentences.push(...alike.map(({ message }) => `Or: ${message}`));
  if (alike.length) sentences.push(`Your digits cannot tell these ${plural(alike.length, 'two ', '')}apart.`);
  return sentences;
}

// The sentences that explain a mark. `nameOf` gives the name of an id.
export function explanationOf(mark, nameOf) {
  const sentences = [];
  if (mark.verdict === 'unreadable') sentences.push(`It cannot be read: ${mark.reason}.`);
  if (mark.verdict === 'carried') {
    sentences.push(`This follows from your value of ${nameOf(mark.carried_from)}${mark.follow_through === false
      ? ', but that mistake left nothing to work out here: no points.' : ': the step itself is right.'}`);
  }
  if (mark.verdict === 'unexplained') sentences.push('No known mistake gives this from your figures.');
  if (mark.verdict === 'imprecise') sentences.push('These are too few digits to judge it.');
  sentences.push(...causesOf(mark), ...digitsLostOf(mark));
  for (const { message } of mark.remarks ?? []) sentences.push(`Look again: ${message}`);
  return sentences;
}
