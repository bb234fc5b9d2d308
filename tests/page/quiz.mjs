// The quiz: the page marks as `handgrad check` does, whatever way the answers came into it; nothing that is asked for is
// seen; files go out and in without loss.
import { readFileSync } from 'node:fs';
import { closePage, openPage, runTests, settled } from './browser.mjs';
import { answers, formulas, TITLES, WRITTEN } from './hostile_texts.mjs';
import { controls, openReader, quizControls, read } from './reader.mjs';
import { file, handgrad, output, path } from './setting.mjs';
import { answersFile, truthOf } from './truth.mjs';

const WORKED = ['two_three_one', 'two_three_one_mixed', 'exam_bce', 'exam_softmax', 'xor_backward'];

function reportOf(problem, answersPath) {
  return JSON.parse(output('check', problem, answersPath, '--format', 'json'));
}

async function openQuizzed(browser, truth) {
  const page = await openPage(browser, truth.path);
  await openReader(page);
  await page.check(controls.quiz);
  return page;
}

async function load(page, answersPath) {
  const before = await page.textContent(quizControls.message);
  await page.setInputFiles(quizControls.file, answersPath);
  await page.waitForFunction(([selector, text]) => document.querySelector(selector).textContent !== text,
    [quizControls.message, before]);
  return page.textContent(quizControls.message);
}

async function save(page, name) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(quizControls.save)]);
  await download.saveAs(path(name));
  return path(name);
}

async function goTo(page, id) {
  await page.evaluate((hash) => { location.hash = hash; }, `#${encodeURIComponent(id)}`);
  await settled(page);
}

// The marks of a report by id.
function marksById(report) {
  return report.marks.reduce((groups, mark) => groups.set(mark.id, [...(groups.get(mark.id) ?? []), mark]), new Map());
}

const oneLine = (text) => text.replace(/\s+/g, ' ').trim();

// Where the page does not say what the report says: verdicts, the messages of the first cause and of remarks.
async function differences(page, report) {
  const found = [];
  for (const [id, marks] of marksById(report)) {
    await goTo(page, id);
    const { verdicts, text } = await read(page, 'verdict');
    const wanted = marks.map(({ verdict }) => verdict);
    if (JSON.stringify(verdicts) !== JSON.stringify(wanted)) {
      found.push(`${id}: the page has ${verdicts}, check has ${wanted}`);
    }
    const said = marks.flatMap(({ causes = [], remarks = [] }) => [...causes.slice(0, 1), ...remarks].map(({ message }) => message));
    found.push(...said.filter((message) => !oneLine(text).includes(oneLine(message))).map((message) => `${id}: not said: ${message}`));
  }
  return found;
}

// Accepted answers of all, as the page counts them.
function rightIn(report) {
  const accepted = (mark) => ['correct', 'rounded'].includes(mark.verdict);
  return [...marksById(report).values()].filter((marks) => marks.every(accepted)).length;
}

async function workedAnswers(tap, browser) {
  for (const name of WORKED) {
    const report = reportOf(name, answersFile(name));
    const page = await openQuizzed(browser, truthOf(name, name));
    const message = await load(page, answersFile(name));
    tap.check(`${name}: the answers are loaded`, /loaded from/.test(message) && !/not loaded/.test(message), message);
    tap.none(`${name}: verdicts, causes and remarks are those of check`, await differences(page, report));
    const progress = await page.textContent(quizControls.progress);
    tap.check(`${name}: as many right answers`, progress.includes(`${rightIn(report)} right`), `${progress}, not ${rightIn(report)}`);
    const saved = await save(page, `saved-${name}.json`);
    tap.equal(`${name}: check marks the saved file as it marks the first`, reportOf(name, saved).marks, report.marks);
    const again = await openQuizzed(browser, truthOf(name, name));
    await load(again, saved);
    const savedAgain = await save(again, `again-${name}.json`);
    tap.equal(`${name}: a saved file that is loaded is saved the same`, readFileSync(savedAgain, 'utf8'), readFileSync(saved, 'utf8'));
    await closePage(tap, again, `${name}, again`);
    await closePage(tap, page, name);
  }
}

// ---- typed answers ----

// [id, what is typed, the verdict that there must be]
const TYPED = [
  ['u1.s1.z1[1]', '8', 'correct'],
  ['u1.s1.a1[1]', '0.9997', 'correct'],
  ['u1.s1.a1[2]', '0,9997', 'correct'],
  ['u1.s1.z2[1]', '3.9991', 'rounded'],
  ['u1.s1.da2[1]/dz2[1]', '0.17679', 'slip'],
  ['u1.s1.dE/da2[1]', 'about minus nothing', 'unreadable'],
  ['u1.s1.dE/dz2[1]', '17.25', 'unexplained'],
];

async function typedAnswers(tap, browser) {
  const truth = truthOf('two_three_one', 'two_three_one');
  const page = await openQuizzed(browser, truth);
  for (const [id, text] of TYPED) {
    await goTo(page, id);
    await page.focus(quizControls.field);
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('#verdict strong'));
  }
  const saved = await save(page, 'typed.json');
  const report = reportOf('two_three_one', saved);
  tap.equal('what was typed is in the saved file', JSON.parse(readFileSync(saved, 'utf8')).answers,
    Object.fromEntries(TYPED.map(([id, text]) => [id, text])));
  tap.equal('check gives the expected verdicts', TYPED.map(([id]) => marksById(report).get(id).map(({ verdict }) => verdict).join()),
    TYPED.map(([, , verdict]) => verdict));
  tap.none('typed: the page says what check says', await differences(page, report));
  await goTo(page, TYPED[0][0]);
  await page.fill(quizControls.field, '');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => !document.querySelector('#verdict strong'));
  const left = JSON.parse(readFileSync(await save(page, 'blank.json'), 'utf8')).answers;
  tap.check('a field that is emptied is no answer', !(TYPED[0][0] in left), JSON.stringify(left));
  await closePage(tap, page, 'typed answers');
}

// ---- what is hidden ----

async function hidden(tap, browser) {
  for (const name of ['two_three_one', 'circuit', 'exam_softmax']) {
    const truth = truthOf(name, name);
    const page = await openQuizzed(browser, truth);
    const given = truth.steps.filter(({ formula }) => !formula).map(({ shown }) => shown);
    const asked = truth.steps.filter(({ formula, shown }) => formula && shown.replace(/\D/g, '').length > 3 && !given.includes(shown));
    const leaks = new Set();
    for (const { id } of [asked[0], asked.at(-1), truth.steps.at(-1)].filter(Boolean)) {
      await goTo(page, id);
      for (const place of await page.locator('#picture [data-place]').all()) {
        await place.dispatchEvent('click');
        const everything = await read(page, 'everything');
        asked.filter(({ shown }) => everything.includes(shown)).forEach((step) => leaks.add(`${id}: ${step.shown} of ${step.id}`));
      }
    }
    tap.none(`${name}: no result is seen in the quiz`, [...leaks]);
    await page.selectOption(controls.view, 'list');
    const everything = await read(page, 'everything');
    tap.none(`${name}: nor in the list`, asked.filter(({ shown }) => everything.includes(shown)).map(({ id }) => id));
    await closePage(tap, page, `${name}: hidden`);
  }
}

async function shownOnDemand(tap, browser) {
  const truth = truthOf('two_three_one', 'two_three_one');
  const page = await openQuizzed(browser, truth);
  const id = 'u1.s1.a1[1]';
  await goTo(page, id);
  await page.click(quizControls.show);
  await settled(page);
  tap.equal('a value is shown on demand', (await read(page, 'step')).result, ['≈', truth.steps[truth.byId.get(id)].shown]);
  const progress = await page.textContent(quizControls.progress);
  tap.check('and counts as not answered', /^0 of/.test(progress) && /1 shown/.test(progress), progress);
  tap.equal('and is not in the file', JSON.parse(readFileSync(await save(page, 'shown.json'), 'utf8')).answers, {});
  await closePage(tap, page, 'shown on demand');
}

// ---- files ----

const BROKEN = {
  'no JSON': '{"answers": {',
  'another format': '{"format": "handgrad-trace", "version": 1, "answers": {}}',
  'a version that is not known': '{"format": "handgrad-answers", "version": 7, "answers": {}}',
  'an unknown name': '{"nothing": "1"}',
  'no table': 'hello',
  'an array': '[1, 2]',
  'another problem': 'id,value\nu1.s1.z9[9],8\n',
  'a boolean': '{"z1": true}',
  'too deep': `${'['.repeat(50000)}${']'.repeat(50000)}`,
  'too large': `{"z1": "${'1'.repeat(1 << 22)}"}`,
};

async function brokenFiles(tap, browser) {
  const page = await openQuizzed(browser, truthOf('two_three_one', 'two_three_one'));
  await load(page, file('good.json', { z1: '8' }));
  for (const [what, text] of Object.entries(BROKEN)) {
    const broken = file(`${what}.json`, text);
    tap.check(`${what}: check refuses it`, handgrad('check', 'two_three_one', broken).status === 2);
    const message = await load(page, broken);
    const told = /was not loaded: \S/.test(message) && !/answers:\d|error:|Maximum/.test(message);
    tap.check(`${what}: the page refuses it and says why`, told, message);
  }
  const left = JSON.parse(readFileSync(await save(page, 'left.json'), 'utf8')).answers;
  tap.equal('what was there before broken files is still there', left, { 'u1.s1.z1[1]': '8' });
  await closePage(tap, page, 'broken files');
}

async function tables(tap, browser) {
  const files = {
    csv: 'name;value\nz1;8\nn1;0,9997\nz2;9\n', markdown: '| quantity | id | answer |\n|---|---|---|\n| z | `z1` | 8 |\n| n | `n1` | 0.5 |\n',
    'JSON with numbers': '{"z1": 8.0, "n1": [0.9997, "0.999"], "z2": null}', 'bare JSON': '{"n1": 9.997e-1}',
  };
  for (const [what, text] of Object.entries(files)) {
    const page = await openQuizzed(browser, truthOf('two_three_one', 'two_three_one'));
    const table = file(`table of ${what}`, text);
    const message = await load(page, table);
    tap.none(`${what}: loaded and marked as check does it`, await differences(page, reportOf('two_three_one', table)));
    tap.check(`${what}: loaded`, !/not loaded/.test(message), message);
    await closePage(tap, page, what);
  }
}

// ---- hostile answers ----

async function hostileAnswers(tap, browser) {
  const problem = file('hostile-problem.json', formulas('hostile'));
  const truth = truthOf('hostile', problem);
  const page = await openQuizzed(browser, truth);
  const hostile = file('hostile-answers.json', answers('hostile'));
  const scripts = await page.locator('script').count();
  const message = await load(page, hostile);
  tap.check('hostile answers are loaded', !/not loaded/.test(message), message);
  const report = reportOf(problem, hostile);
  tap.none('hostile answers: marked as check marks them', await differences(page, report));
  const saved = await save(page, 'hostile-saved.json');
  const back = JSON.parse(readFileSync(saved, 'utf8'));
  tap.equal('hostile answers: student and answers come back as they were', [back.student, back.answers.q],
    [TITLES.hostile, WRITTEN]);
  tap.equal('hostile answers: the saved file is marked the same', reportOf(problem, saved).marks, report.marks);
  for (const text of WRITTEN) {
    await goTo(page, 'q');
    await page.fill(quizControls.field, text.slice(0, 2000));
    await page.keyboard.press('Enter');
    await settled(page);
  }
  tap.equal('hostile answers: no element more, nothing ran', await page.evaluate(() =>
    [document.querySelectorAll('script').length, document.querySelectorAll('main img, main b').length,
      document.documentElement.dataset.broken ?? null]), [scripts, 0, null]);
  await closePage(tap, page, 'hostile answers');
}

// ---- pages without quiz ----

async function withoutQuiz(tap, browser) {
  const whole = readFileSync(truthOf('two_three_one', 'two_three_one').path, 'utf8');
  const pages = {
    'without an engine': whole.replace(/(id="engine">)[^<]*/, '$1'),
    'of what cannot be marked': whole.replace(/(id="sheet">)[^<]*/, '$1null'),
  };
  for (const [what, text] of Object.entries(pages)) {
    const page = await openPage(browser, file(`${what}.html`, text));
    tap.check(`a page ${what} has no quiz`, await page.isHidden(controls.quiz));
    const said = await page.textContent(quizControls.without);
    tap.check('and says so', /Without quiz: .*(engine|cannot be marked)/.test(said) && await page.isVisible(quizControls.without), said);
    await closePage(tap, page, what);
  }
}

await runTests(async (tap, browser) => {
  for (const part of [withoutQuiz, typedAnswers, shownOnDemand, hidden, brokenFiles, tables, workedAnswers, hostileAnswers]) {
    await part(tap, browser);
  }
});
