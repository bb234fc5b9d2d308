// The quiz as one sees it: the field for the value of the step, what the marking says of it, progress, habits of
// rounding, files of answers.

import { find, make, mathOf } from './dom.js';
import { hashOf } from './links.js';
import { isGiven } from './trace_data.js';
import { explanationOf, isAccepted, verdictSign, verdictWords } from './verdicts.js';

// ---- the verdict ----

function verdictNodes(trace, mark) {
  const nameOf = (id) => trace.steps[trace.byId.get(id)]?.name ?? id;
  const sentences = explanationOf(mark, nameOf);
  const first = make('p', {}, make('strong', { class: isAccepted(mark) ? 'accepted' : 'refused' },
    `${verdictSign(mark)} ${verdictWords(mark)}`), ` (you wrote ${mark.written})`);
  const nodes = [first, ...sentences.map((sentence) => make('p', { dir: 'auto' }, sentence))];
  if (mark.carried_from) {
    nodes.push(make('p', {}, make('a', { href: hashOf(mark.carried_from) }, `Go to ${nameOf(mark.carried_from)}`)));
  }
  return nodes;
}

function showVerdict(trace, quiz, step) {
  const marks = quiz.marksOf(step.id);
  const nodes = marks.flatMap((mark) => verdictNodes(trace, mark));
  if (quiz.isShown(step.id) && !marks.length) {
    nodes.push(make('p', {}, 'Shown on demand: it counts as not answered.'));
  }
  find('verdict').replaceChildren(...nodes);
}

// ---- the field ----

// Does what marks, and says why where it cannot be done.
async function attempt(marking, refresh) {
  const message = find('quiz-message');
  try {
    await marking();
    message.textContent = '';
  } catch (error) {
    message.textContent = error.message;
  }
  refresh();
}

// What stands in the field is marked on Enter and when the field is left; both may come at once. Enter again goes on.
function openField(trace, state, quiz, refresh) {
  const field = find('answer-field');
  let handed = null;
  const hand = async () => {
    const { id } = field.dataset;
    const text = field.value.trim();
    if (handed === `${id} ${text}` || text === (quiz.writingsOf(id)[0] ?? '')) return;
    handed = `${id} ${text}`;
    await attempt(() => quiz.write(id, text), refresh);
    handed = null;
  };
  // Asked before the field tells of its change, which marks what stands there.
  let goesOn = false;
  field.addEventListener('keydown', ({ key }) => {
    const { id } = field.dataset;
    goesOn = key === 'Enter' && quiz.isAccepted(id) && field.value.trim() === quiz.writingsOf(id)[0];
  });
  field.addEventListener('change', hand);
  find('answer').addEventListener('submit', (event) => {
    event.preventDefault();
    if (goesOn) nextOpen(trace, state, quiz);
    else hand();
  });
  find('show-value').addEventListener('click', () => attempt(() => quiz.show(trace.steps[state.now.at].id), refresh));
}

function showField(quiz, step) {
  const field = find('answer-field');
  const shown = quiz.isShown(step.id);
  const open = !shown || quiz.isAccepted(step.id);
  find('answer-name').replaceChildren(mathOf(step.maths), ' =');
  field.hidden = !open;
  find('mark-answer').hidden = !open;
  find('show-value').hidden = shown;
  if (field.dataset.id !== step.id || document.activeElement !== field) {
    field.value = quiz.writingsOf(step.id)[0] ?? '';
  }
  field.dataset.id = step.id;
  field.setAttribute('aria-label', `Your value of ${step.name}`);
}

// ---- progress, habits, files ----

function showProgress(quiz) {
  const { of, answered, right, shown } = quiz.progress();
  find('progress').textContent = `${answered} of ${of} answered, ${right} right${shown ? `, ${shown} shown` : ''}.`;
  find('rounding').value = quiz.habits.rounding;
  find('givens').value = quiz.habits.givens;
}

function nextOpen(trace, state, quiz) {
  const { walk } = state.now;
  const after = walk.filter((number) => number > state.now.at);
  const before = walk.filter((number) => number < state.now.at);
  const all = [...after, ...before, ...trace.steps.keys()];
  const number = all.find((candidate) => candidate !== state.now.at && quiz.isOpen(candidate));
  if (number === undefined) {
    find('quiz-message').textContent = 'Every step is answered.';
    return;
  }
  state.goTo(number);
  find('answer-field').focus();
}

function saveFile(quiz) {
  const url = URL.createObjectURL(new Blob([quiz.save()], { type: 'application/json' }));
  make('a', { href: url, download: 'answers.json' }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

// What `handgrad check` reads, too (marking/answers.h).
const FILE_MEBIBYTES_MOST = 4;

async function readText(file) {
  if (file.size > FILE_MEBIBYTES_MOST * 1024 * 1024) throw new Error(`it is larger than ${FILE_MEBIBYTES_MOST} MiB`);
  return new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
}

function reasonOf(error) {
  if (error instanceof TypeError) return 'it is no text in UTF-8';
  if (error instanceof RangeError) return 'it is nested too deep';
  return error.message;
}

async function loadFile(quiz, file, refresh) {
  const message = find('quiz-message');
  try {
    await quiz.load(await readText(file));
    message.textContent = `Answers loaded from ${file.name}.`;
  } catch (error) {
    message.textContent = `${file.name} was not loaded: ${reasonOf(error)}`;
  }
  refresh();
}

function openFiles(quiz, refresh) {
  find('save').addEventListener('click', () => saveFile(quiz));
  find('load').addEventListener('click', () => find('file').click());
  find('file').addEventListener('change', async () => {
    const [file] = find('file').files;
    if (file) await loadFile(quiz, file, refresh);
    find('file').value = '';
  });
  for (const habit of ['rounding', 'givens']) {
    find(habit).addEventListener('change', () => attempt(() => quiz.setHabits({ [habit]: find(habit).value }), refresh));
  }
}

// ---- all of it ----

// Opens the quiz; `refresh` shows everything anew after a marking. Gives the function that shows what is chosen.
export function openQuiz(trace, state, quiz, refresh) {
  find('quiz-switch').hidden = !quiz.available;
  find('no-quiz').hidden = quiz.available;
  find('no-quiz').textContent = `Without quiz: ${find('engine').textContent.trim() ? 'these steps cannot be marked'
    : 'this page was made without the marking engine'}.`;
  if (!quiz.available) return () => {};
  find('quiz').checked = state.now.quiz;
  find('quiz').addEventListener('change', () => state.set({ quiz: find('quiz').checked }));
  openField(trace, state, quiz, refresh);
  find('next-open').addEventListener('click', () => nextOpen(trace, state, quiz));
  openFiles(quiz, refresh);
  return () => {
    const { now } = state;
    const step = trace.steps[now.at];
    const asked = now.quiz && !isGiven(step);
    document.body.classList.toggle('quizzed', now.quiz);
    find('quiz-bar').hidden = !now.quiz;
    find('answer').hidden = !asked;
    find('verdict').hidden = !asked;
    if (asked) {
      showField(quiz, step);
      showVerdict(trace, quiz, step);
    }
    if (now.quiz) showProgress(quiz);
  };
}
