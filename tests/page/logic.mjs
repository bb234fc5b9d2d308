// The page's modules that know nothing of the document: walks through a trace, what is chosen, what may be seen, links,
// the quiz's record with an engine of straw, the words of verdicts.
import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Tap } from './tap.mjs';
import { file, path, source } from './setting.mjs';

// Node must be told that these are modules: they are copied beside a file that says so.
file('package.json', { type: 'module' });
for (const name of readdirSync(join(source, 'src/page'))) {
  if (name.endsWith('.js')) copyFileSync(join(source, 'src/page', name), path(name));
}
const load = (name) => import(pathToFileURL(path(name)));

const { counterpart, firstComputed, indexTrace, inSample, isGiven, isKnown, newParameters, placeIn, stretchesOf, walkOf,
  writtenAt } = await load('trace_data.js');
const { createState } = await load('state.js');
const { hashOf, idOf } = await load('links.js');
const { showing, substitutionShows } = await load('showing.js');
const { Quiz } = await load('quiz.js');
const { explanationOf, verdictSign, verdictWords } = await load('verdicts.js');
const { placeWords, roleWords, stepWords, whereWords } = await load('words.js');

const tap = new Tap();

// ---- a trace: one weight, two samples, two updates, a forward pass after them ----

function passOf(add, update, after) {
  const samples = [1, 2];
  const common = { update };
  for (const sample of samples) {
    add({ ...common, sample, id: `u${update}.s${sample}.z1[1]`, role: 'pre_activation', phase: 'forward', at: ['1.1'] },
      `u${update}.w1[1,1]`, `s${sample}.x[1]`);
    add({ ...common, sample, id: `u${update}.s${sample}.E`, role: 'loss', phase: 'loss', at: ['E'] },
      `u${update}.s${sample}.z1[1]`, `s${sample}.t[1]`);
  }
  add({ ...common, id: `u${update}.E`, role: 'loss', phase: 'loss', at: ['E'] }, `u${update}.s1.E`, `u${update}.s2.E`);
  if (after) return;
  for (const sample of samples) {
    add({ ...common, sample, id: `u${update}.s${sample}.dE/dw1[1,1]`, role: 'gradient', phase: 'backward',
      at: ['1.1.1'] }, `u${update}.s${sample}.z1[1]`, `s${sample}.x[1]`);
  }
  add({ ...common, id: `u${update}.dE/dw1[1,1]`, role: 'gradient', phase: 'backward', at: ['1.1.1'] },
    `u${update}.s1.dE/dw1[1,1]`, `u${update}.s2.dE/dw1[1,1]`);
  add({ ...common, id: `u${update + 1}.w1[1,1]`, role: 'update', phase: 'update', at: ['1.1.1'] },
    `u${update}.w1[1,1]`, 'alpha', `u${update}.dE/dw1[1,1]`);
}

function makeTrace() {
  const steps = [];
  const number = (id) => steps.findIndex((step) => step.id === id);
  const add = (step, ...uses) => {
    const shown = String(steps.length / 4);
    steps.push({ name: step.id, maths: '', shown, exact: steps.length % 2 === 0, uses: uses.map(number), ...step });
  };
  const given = (id, role, more) => add({ id, role, phase: 'given', ...more });
  for (const sample of [1, 2]) {
    given(`s${sample}.x[1]`, 'input', { sample, at: ['0.1'] });
    given(`s${sample}.t[1]`, 'target', { sample, at: ['t.1'] });
  }
  given('u1.w1[1,1]', 'parameter', { at: ['1.1.1'] });
  given('alpha', 'parameter');
  given('idle', 'parameter');
  passOf(add, 1, false);
  passOf(add, 2, false);
  passOf(add, 3, true);
  for (const step of steps) {
    if (step.role === 'update') Object.assign(step, { before: step.uses[0], gradient: step.uses[2] });
  }
  return indexTrace({ title: 'law', picture: 'network', updates: [{ number: 1 }, { number: 2 }, { number: 3, after: true }],
    samples: [1, 2], steps });
}

const trace = makeTrace();
const numberOf = (id) => trace.byId.get(id);
const idsOf = (numbers) => numbers.map((number) => trace.steps[number].id);
const computed = [...trace.steps.keys()].filter((number) => !isGiven(trace.steps[number]));
const nobody = { isShown: () => false, known: () => undefined };

// ---- walks ----

function testWalks() {
  const walks = [1, 2, 3].map((update) => walkOf(trace, update, 'all'));
  tap.equal('each computed step is in the walk of one update', walks.flat().filter((number) => !isGiven(trace.steps[number])),
    computed);
  tap.check('walks ascend', walks.every((walk) => walk.every((number, at) => at === 0 || walk[at - 1] < number)));
  for (const sample of [1, 2, 'mean']) {
    const walk = walkOf(trace, 1, sample);
    tap.equal(`the walk of ${sample} is what of the whole one is of it`, walk,
      walks[0].filter((number) => inSample(trace.steps[number], sample)));
  }
  tap.check('what nobody uses is in the first walk alone', walks[0].includes(numberOf('idle'))
    && !walks[1].includes(numberOf('idle')));
  tap.check('the first weight is not given to the second update', !walks[1].includes(numberOf('u1.w1[1,1]')));
  tap.check('nothing of a sample is in the mean', idsOf(walkOf(trace, 1, 'mean')).every((id) => !/s\d/.test(id)));
  const stretches = stretchesOf(trace, walks[0]);
  tap.equal('stretches begin where the phase changes', stretches.map(({ phase }) => phase),
    ['given', 'forward', 'loss', 'forward', 'loss', 'backward', 'update']);
  tap.check('a stretch begins with its phase', stretches.every(({ phase, start }) =>
    trace.steps[walks[0][start]].phase === phase));
  tap.equal('a walk begins with a computed step', trace.steps[firstComputed(trace, walks[1])].id, 'u2.s1.z1[1]');
  tap.equal('new parameters of an update', idsOf(newParameters(trace, 2)), ['u3.w1[1,1]']);
  tap.equal('what is written at an edge', idsOf(writtenAt(trace, '1.1.1')), ['u1.w1[1,1]', 'u2.w1[1,1]', 'u3.w1[1,1]']);
}

function testPlaces() {
  const walk = walkOf(trace, 2, 2);
  const wanted = (number) => walk.filter((other) => other <= number).length - 1;
  const wrong = [...trace.steps.keys()].filter((number) => placeIn(walk, number) !== wanted(number));
  tap.none('places in a walk are found', wrong);
  tap.equal('another update and sample', trace.steps[counterpart(trace, numberOf('u1.s1.z1[1]'), 2, 2)].id, 'u2.s2.z1[1]');
  tap.equal('a choice of all keeps the sample', trace.steps[counterpart(trace, numberOf('u1.s2.E'), 3, 'all')].id, 'u3.s2.E');
  tap.equal('what has no counterpart', counterpart(trace, numberOf('u1.dE/dw1[1,1]'), 3, 'all'), undefined);
  tap.none('users use', trace.steps.flatMap((step, number) => step.uses.filter((used) =>
    !trace.usedBy[used].includes(number))));
}

// ---- what is chosen ----

function testState() {
  const state = createState(trace);
  const seen = [state.now.at];
  while (state.neighbour(1) !== undefined) {
    state.move(1);
    seen.push(state.now.at);
  }
  tap.equal('forward visits every computed step in order', seen, computed);
  const back = [state.now.at];
  while (state.neighbour(-1) !== undefined) {
    state.move(-1);
    back.push(state.now.at);
  }
  tap.equal('back visits them, and what is given, in reverse', back.reverse().filter((number) => !isGiven(trace.steps[number])),
    computed);
  state.chooseSample(1);
  state.goTo(numberOf('u2.s2.z1[1]'));
  tap.equal('a step of another update and sample chooses these', [state.now.update, state.now.sample], [2, 2]);
  state.chooseUpdate(1);
  tap.equal('the step stays what it is', trace.steps[state.now.at].id, 'u1.s2.z1[1]');
  state.chooseSample('mean');
  tap.check('a step of no sample is chosen with the mean', trace.steps[state.now.at].sample === undefined);
  state.toPosition(Infinity);
  tap.equal('the end of the walk', state.position(), state.now.walk.length - 1);
  state.toPosition(-1);
  tap.equal('its beginning', state.position(), 0);
  const told = [];
  state.subscribe((now, before) => told.push([before.at, now.at]));
  state.goTo(numberOf('u3.E'));
  tap.equal('who subscribes is told once, with what was before', told, [[state.now.walk && told[0][0], numberOf('u3.E')]]);
}

function testBareFormulas() {
  const bare = indexTrace({ picture: 'graph', steps: [
    { id: 'x', name: 'x', role: 'parameter', phase: 'given', shown: '2', exact: true },
    { id: 'f', name: 'f', role: 'loss', phase: 'forward', shown: '4', exact: true, formula: '', uses: [0] },
    { id: 'df/dx', name: 'df/dx', role: 'gradient', phase: 'backward', shown: '4', exact: true, formula: '', uses: [0] }] });
  const state = createState(bare);
  tap.equal('formulas without update and sample are one walk', state.now.walk, [0, 1, 2]);
  tap.equal('which begins with what is computed', state.now.at, 1);
  tap.equal('and has words of its own', roleWords(bare, bare.steps[1])[0], 'objective');
}

// ---- what may be seen ----

function testShowing() {
  const leaks = [];
  for (const at of trace.steps.keys()) {
    const now = { at, view: 'steps', quiz: false };
    for (const number of trace.steps.keys()) {
      const { kind } = showing(trace, now, nobody, number);
      if ((kind === 'value') !== isKnown(trace, at, number)) leaks.push([at, number]);
      if (number > at && !isGiven(trace.steps[number]) && kind !== 'unknown') leaks.push([at, number]);
    }
  }
  tap.none('nothing is shown before it is known', leaks);
  const last = trace.steps.length - 1;
  const quizzed = { at: last, view: 'list', quiz: true };
  tap.none('the quiz hides what is computed, in the list, too', computed.filter((number) =>
    showing(trace, quizzed, nobody, number).text !== '?'));
  tap.none('and shows what is given', [...trace.steps.keys()].filter((number) => isGiven(trace.steps[number])
    && showing(trace, quizzed, nobody, number).kind !== 'value'));
  const record = { isShown: (id) => id === 'u1.E', known: (id) => (id === 'u1.s1.E' ? '0.3' : undefined) };
  const kindAndText = (id) => Object.values(showing(trace, quizzed, record, numberOf(id)));
  tap.equal('an answer is shown as it was written', kindAndText('u1.s1.E'), ['own', '0.3']);
  tap.equal('what was asked for is shown', kindAndText('u1.E'), ['value', trace.steps[numberOf('u1.E')].shown]);
  tap.check('numbers of a formula that are given are shown', substitutionShows(trace, quizzed, nobody,
    numberOf('u1.s1.z1[1]')));
  tap.check('those that are results are not, even when answered', !substitutionShows(trace, quizzed, record,
    numberOf('u1.E')));
}

// ---- links and words ----

function testLinks() {
  const ids = [...trace.steps.map(({ id }) => id), 'q', '100 %', '<b>', '"', 'a#b', 'ö 😀', '%41', 'w2[1,1]', 'u2.w1[1,1]'];
  tap.none('a link leads where it says', ids.filter((id) => idOf(hashOf(id)) !== id));
  tap.equal('brackets stay readable', hashOf('u1.dE/dw2[1,3]'), '#u1.dE/dw2[1,3]');
  tap.equal('what is not encoded is taken as it is', idOf('#100%'), '100%');
  tap.equal('no link', idOf(''), '');
}

function testWords() {
  const places = { '0.2': 'input 2', '1.2': 'unit 2 of layer 1', '1.2.1': 'weight from input 1 to unit 2 of layer 1',
    '2.1.3': 'weight from unit 3 of layer 1 to unit 1 of layer 2', '1.2.b': 'bias of unit 2 of layer 1',
    '1.b': 'bias of layer 1', 't.1': 'target 1', E: 'the loss', R: 'the penalty', 'g.h[1]': 'h[1]' };
  for (const [place, words] of Object.entries(places)) tap.equal(`place ${place}`, placeWords(place), words);
  const step = trace.steps[numberOf('u1.s2.E')];
  tap.equal('where a step is', whereWords(trace, step), 'sample 2, update 1');
  tap.check('a hidden value is not read aloud', !stepWords(trace, step, true).includes(step.shown)
    && stepWords(trace, step, false).includes(step.shown));
}

// ---- the quiz's record ----

// Right is what the trace shows; a text with letters cannot be marked.
function strawEngine() {
  const markOne = ([id, written]) => ({ id, written,
    verdict: written === trace.steps[numberOf(id)]?.shown ? 'correct' : 'unexplained' });
  const mark = async (all) => {
    const rows = all.filter(([, text]) => text !== '' && text !== '?');
    if (rows.some(([, text]) => /[a-z]/.test(text))) throw new Error('letters');
    return { marks: rows.map(markOne) };
  };
  return { mark, markTable: (text) => mark(text.split('\n').filter(Boolean).map((line) => line.split(';'))) };
}

async function testAnswers() {
  const quiz = new Quiz(trace, async () => strawEngine());
  const [first, second, third] = computed.map((number) => trace.steps[number]);
  await quiz.write(first.id, ` ${first.shown} `);
  await quiz.write(second.id, '17');
  tap.equal('progress', quiz.progress(), { of: computed.length, answered: 2, right: 1, shown: 0 });
  tap.check('right and wrong are told apart', quiz.isAccepted(first.id) && !quiz.isAccepted(second.id));
  tap.equal('an answer is known as it was written', [quiz.known(first.id), quiz.known(second.id)],
    [`${first.shown} ✓`, '17 ✗']);
  const broken = await quiz.write(third.id, 'abc').then(() => '', (error) => error.message);
  tap.equal('what cannot be marked is said', broken, 'letters');
  tap.equal('and leaves the record as it was', [quiz.writingsOf(third.id), quiz.writingsOf(second.id)], [[], ['17']]);
  const saved = JSON.parse(quiz.save());
  tap.equal('the file has what was written', saved.answers, { [first.id]: first.shown, [second.id]: '17' });
  await quiz.show(second.id);
  tap.equal('what is shown is not answered', quiz.progress(),
    { of: computed.length, answered: 1, right: 1, shown: 1 });
  await quiz.show(first.id);
  tap.equal('but a right answer stays one', quiz.writingsOf(first.id), [first.shown]);
  tap.check('a shown step is not open', !quiz.isOpen(computed[1]) && quiz.isOpen(computed[2]));
  await quiz.write(first.id, '');
  tap.equal('an answer is taken back', quiz.writingsOf(first.id), []);
}

async function testFiles() {
  const quiz = new Quiz(trace, async () => strawEngine());
  const [first, second, third] = computed.map((number) => trace.steps[number]);
  await quiz.load(JSON.stringify({ format: 'handgrad-answers', version: 1, student: '17', rounding: 'truncate',
    answers: { [first.id]: ['1', '?', first.shown], [second.id]: 0.5, [third.id]: null } }));
  tap.equal('answers of a file, with what was left blank', [first, second, third].map(({ id }) => quiz.writingsOf(id)),
    [['1', '?', first.shown], ['0.5'], ['']]);
  tap.equal('blanks are not answered', [quiz.progress().answered, quiz.isOpen(numberOf(third.id))], [2, true]);
  tap.check('one wrong writing is enough to be wrong', !quiz.isAccepted(first.id));
  tap.equal('habits of a file', quiz.habits, { rounding: 'truncate', givens: 'exact' });
  const saved = quiz.save();
  const again = new Quiz(trace, async () => strawEngine());
  await again.load(saved);
  tap.equal('what was saved is loaded', again.save(), saved);
  await again.show(second.id);
  await again.load(`${first.id};${first.shown}\n`);
  tap.equal('a table takes the place of all of it', [again.isAccepted(first.id),
    again.writingsOf(second.id), again.isShown(second.id)], [true, [], false]);
  const before = again.save();
  const message = await again.load('{"format": "something"}').then(() => '', (error) => error.message);
  tap.check('a broken file is refused', message !== '' && again.save() === before, message);
  tap.check('without an engine there is no quiz', !new Quiz(trace, null).available);
}

// ---- verdicts ----

function testVerdicts() {
  const nameOf = (id) => id.toUpperCase();
  const cases = [
    [{ verdict: 'correct' }, '✓', []],
    [{ verdict: 'rounded', digits_lost: 3, difference: '1 - 0.9997', digits_kept: 1, percent_off: 10.5 }, '✓',
      ['Here 3 of your digits were lost: 1 - 0.9997 keeps one. This value is 10.5 % off because of it; that is '
        + 'rounding, not a mistake.']],
    [{ verdict: 'rounded', digits_lost: 1, damaged: 2, damaged_percent_off: 4, remarks: [{ message: 'See.' }] }, '✓',
      ['Here 1 of your digits was lost. 2 later values are up to 4 % off because of it; that is rounding, not a mistake.',
        'Look again: See.']],
    [{ verdict: 'carried', carried_from: 'z1' }, '→', ['This follows from your value of Z1: the step itself is right.']],
    [{ verdict: 'carried', carried_from: 'z1', follow_through: false }, '✗',
      ['This follows from your value of Z1, but that mistake left nothing to work out here: no points.']],
    [{ verdict: 'slip', causes: [{ message: 'A.' }, { message: 'B.' }, { message: 'C.', alike: true }] }, '✗',
      ['A.', 'Or: C.', 'Your digits cannot tell these two apart.']],
    [{ verdict: 'unexplained' }, '✗', ['No known mistake gives this from your figures.']],
    [{ verdict: 'imprecise' }, '?', ['These are too few digits to judge it.']],
    [{ verdict: 'unreadable', reason: 'two numbers' }, '?', ['It cannot be read: two numbers.']],
  ];
  for (const [mark, sign, sentences] of cases) {
    tap.equal(verdictWords(mark), [verdictSign(mark), explanationOf(mark, nameOf)], [sign, sentences]);
  }
}

testWalks();
testPlaces();
testState();
testBareFormulas();
testShowing();
testLinks();
testWords();
await testAnswers();
await testFiles();
testVerdicts();
process.exitCode = tap.finish();
