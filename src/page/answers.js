// Files of answers in JSON (docs/answers.md): read as strictly as `handgrad check` reads them, and written so that it reads
// them. Numbers keep the text that they have in the file: 0.50 is not 0.5.

const ANSWERS_FORMAT = 'handgrad-answers';
const HEADER_KEYS = ['format', 'version', 'student', 'rounding', 'givens', 'answers'];
const ROUNDINGS = ['either', 'nearest', 'truncate'];
const GIVENS = ['exact', 'rounded'];

// ---- JSON whose numbers keep their text, and whose objects keep every key ----

// A string, a number, or a key with its colon: the tokens of valid JSON that are marked below.
const JSON_TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d[\d.eE+-]*/g;

// Strings become "s" and their text, numbers "n" and their text, keys a number, a space and their text.
function markTokens(text) {
  let keys = 0;
  return text.replace(JSON_TOKEN, (token, string, colon) => {
    if (!string) {
      return `"n${token}"`;
    }
    return colon ? `"${keys++} ${string.slice(1)}:` : `"s${string.slice(1)}`;
  });
}

function keepNumber(text) {
  if (!Number.isFinite(Number(text))) {
    throw new Error(`${text} is beyond the range of numbers`);
  }
  return { number: text };
}

// What is left when the marks are taken off: strings, {number: text}, null, true, false, arrays, Maps.
function unmark(value) {
  if (typeof value === 'string') {
    return value[0] === 's' ? value.slice(1) : keepNumber(value.slice(1));
  }
  if (Array.isArray(value)) {
    return value.map(unmark);
  }
  if (value === null || typeof value !== 'object') {
    return value;
  }
  const members = new Map();
  for (const [marked, member] of Object.entries(value)) {
    const key = marked.slice(marked.indexOf(' ') + 1);
    if (members.has(key)) {
      throw new Error(`the key "${key}" stands there twice`);
    }
    members.set(key, unmark(member));
  }
  return members;
}

function parseExactly(text) {
  JSON.parse(text); // whose faults have places in this text
  return unmark(JSON.parse(markTokens(text)));
}

// ---- reading ----

function requireChoice(header, key, choices) {
  const value = header.has(key) ? header.get(key) : choices[0];
  if (!choices.includes(value)) {
    throw new Error(`"${key}" must be ${choices.map((choice) => `"${choice}"`).join(' or ')}`);
  }
  return value;
}

function readStudent(header) {
  const student = header.get('student');
  if (header.has('student') && (typeof student !== 'string' || /\p{Cc}/u.test(student))) {
    throw new Error('"student" must be one line of text');
  }
  return student;
}

function checkHeader(header) {
  if (header.get('format') !== ANSWERS_FORMAT) {
    throw new Error(`the file does not hold answers: its "format" is not "${ANSWERS_FORMAT}"`);
  }
  if (Number(header.get('version')?.number) !== 1) {
    throw new Error('this version of the format of answers is not known');
  }
  for (const key of header.keys()) {
    if (!HEADER_KEYS.includes(key)) {
      throw new Error(`the key "${key}" is not known`);
    }
  }
  if (!(header.get('answers') instanceof Map)) {
    throw new Error('answers need "answers": an object of names and what was written');
  }
}

function textOfWriting(name, writing) {
  if (writing === null) {
    return '';
  }
  const text = writing.number ?? writing;
  if (typeof text !== 'string') {
    throw new Error(`what is written for "${name}" must be a string, a number, null, or an array of these`);
  }
  return text;
}

function rowsOfAnswer([name, answer]) {
  const writings = Array.isArray(answer) ? answer : [answer];
  return (writings.length > 0 ? writings : [null]).map((writing) => [name, textOfWriting(name, writing)]);
}

// Is this file JSON? Others are tables, which the engine reads as they are.
export function isAnswersJson(text) {
  return /^\ufeff?[ \t\r\n]*[{[]/.test(text);
}

// {student, rounding, givens, rows} of a file in JSON; student is undefined where none is named, rows are those of the
// engine's mark(), with the names of the file. Throws an Error whose message is for people.
export function readAnswers(text) {
  const root = parseExactly(text.replace(/^\ufeff/, ''));
  if (!(root instanceof Map)) {
    throw new Error('answers must be an object');
  }
  const headed = root.has('format') || root.has('answers');
  if (headed) {
    checkHeader(root);
  }
  const header = headed ? root : new Map();
  return {
    student: readStudent(header),
    rounding: requireChoice(header, 'rounding', ROUNDINGS),
    givens: requireChoice(header, 'givens', GIVENS),
    rows: [...(headed ? root.get('answers') : root)].flatMap(rowsOfAnswer),
  };
}

// ---- writing ----

// The file in JSON of what readAnswers returns: a row is a string, several rows of one name are an array of them.
export function writeAnswers({ student, rounding = ROUNDINGS[0], givens = GIVENS[0], rows }) {
  const answers = new Map();
  for (const [name, text] of rows) {
    answers.set(name, [...(answers.get(name) ?? []), text]);
  }
  const members = [...answers].map(([name, texts]) => [name, texts.length > 1 ? texts : texts[0]]);
  const file = { format: ANSWERS_FORMAT, version: 1, student, rounding, givens, answers: Object.fromEntries(members) };
  return `${JSON.stringify(file, null, 2)}\n`;
}
