// Texts that try to get out of where they are put, and the problem, answers and derivation that hold them.
import { output } from './setting.mjs';

// Each would leave a mark on the document if it were ever more than text.
const SCRIPT = 'document.documentElement.dataset.broken=1';

const TITLE = `</title></style></script><script>${SCRIPT}</script><img src=x onerror="${SCRIPT}">`
  + `<svg onload='${SCRIPT}'><!-- --> ]]> &lt; &#60; &amp "quotes" 'and' \`\${${SCRIPT}}\` \\u003c \\ مرحبا بالعالم 👩‍🔬 中`;

// In one line of text neither is allowed; what people wrote may have them.
export const WRITTEN = [TITLE, '<script>', '</script>', '<!--', '"', "'", '\\', '${1}', '\u2028', '\u202e1.5\u202c',
  'مرحبا', '👩‍🔬', '1,234', '0.5', '=HYPERLINK("x")', 'two\nlines', 'x'.repeat(10000)];

// [what is plain, what is hostile]: the same document with either has the same elements.
export const TITLES = { plain: 'A plain title', hostile: TITLE, long: 'long '.repeat(2000).trim() };

const NAMES = { plain: ['qq', 'ff', 'yy'], hostile: ['مرحبا', '中文👍', 'ŷŷ'], long: ['q', 'f', 'y'].map((letter) => letter.repeat(64)) };

function example(name) {
  return JSON.parse(output('examples', name));
}

// A problem of formulas and a network whose texts are of that kind.
export function formulas(kind) {
  const [q, f, y] = NAMES[kind];
  return { ...example('circuit'), title: TITLES[kind], source: TITLES[kind], names: { q, f, y } };
}

export function network(kind) {
  const [z, a, w] = NAMES[kind];
  const problem = { ...example('two_two_two'), title: TITLES[kind], source: TITLES[kind] };
  problem.names = { 'z1[1]': z, 'a2[1]': a, 'w1[1,2]': w };
  problem.layers[0].activation = { name: kind === 'plain' ? 'plain' : NAMES[kind][0], formula: '1/(1 + exp(-z))' };
  return problem;
}

// Answers to the formulas by ids; one each of two lines is right, so that there is something beside.
export function answers(kind) {
  const texts = kind === 'plain' ? WRITTEN.map(() => 'x') : WRITTEN;
  return {
    format: 'handgrad-answers', version: 1, student: TITLES[kind],
    answers: { q: texts, f: '-12', 'df/dq': texts.slice(0, 3), 'df/dx': '?' },
  };
}

export function derivation(kind) {
  const text = TITLES[kind].replaceAll('`', ''); // between backticks a reason has a formula
  const [name] = NAMES[kind];
  return {
    format: 'handgrad-derivation', version: 1, title: TITLES[kind], source: text, symbols: { [name]: {} },
    claims: [{ name: text, claim: `${name}*${name}`, lines: [{ expr: `${name}^2`, because: text }, { expr: '3', because: text }] }],
  };
}
