// How the page looks and sounds: accessible in each of its states, in light and dark; nothing moves when it is used;
// nothing sticks out on a narrow screen; it prints all steps; it keeps still for those who want that.
import { audit, closePage, openPage, runTests, settled, shifts } from './browser.mjs';
import { sticksOut, tooSmall } from './layout.mjs';
import { controls, openReader, quizControls, read } from './reader.mjs';
import { answersFile, problems, truthOf } from './truth.mjs';

// Brings an opened page into a state.
const STATES = {
  'at its first step': async () => {},
  'in the middle': async (page) => {
    await page.evaluate(() => { location.hash = '#u1.s1.dE/dz1[1]'; });
    await page.locator('#picture [data-place="1.1"]').first().dispatchEvent('click');
  },
  'as a list': async (page) => { await page.selectOption(controls.view, 'list'); },
  'with the quiz': async (page) => {
    await page.check(controls.quiz);
    await page.setInputFiles(quizControls.file, answersFile('two_three_one'));
    await page.evaluate(() => { location.hash = '#u1.s1.da2[1]/dz2[1]'; });
    await page.waitForFunction(() => document.querySelector('#verdict strong'));
  },
};

async function accessible(tap, browser, truth) {
  for (const colorScheme of ['light', 'dark']) {
    for (const [state, bring] of Object.entries(STATES)) {
      const page = await openPage(browser, truth.path, { colorScheme });
      await bring(page);
      await settled(page);
      tap.none(`${state}, ${colorScheme}: accessible`, await audit(page));
      await closePage(tap, page, `${state}, ${colorScheme}`);
    }
  }
}

async function fits(tap, browser, name, truth) {
  const page = await openPage(browser, truth.path, { hasTouch: true });
  for (const width of [1280, 768, 375, 320]) {
    await page.setViewportSize({ width, height: 800 });
    const wrong = [];
    for (const key of ['Home', 'End']) {
      await page.keyboard.press(key);
      wrong.push(...await page.evaluate(sticksOut));
    }
    wrong.push(...await page.evaluate(tooSmall));
    await page.selectOption(controls.view, 'list');
    wrong.push(...await page.evaluate(sticksOut));
    await page.selectOption(controls.view, 'steps');
    tap.none(`${name}, ${width} wide: nothing sticks out, what is to be touched is large enough`, wrong);
  }
  await closePage(tap, page, `${name}, wide and narrow`);
}

// Opened, walked through, places chosen, the quiz switched on and answered: nothing moves but by a click that opens a view.
async function stays(tap, browser, truth, width) {
  const page = await openPage(browser, truth.path, { viewport: { width, height: 800 } });
  tap.none(`${width} wide: nothing moves when the page opens`, await shifts(page));
  for (let count = 0; count < 40; count++) {
    await page.keyboard.press('ArrowRight');
    await settled(page);
  }
  await page.keyboard.press('End');
  tap.none(`${width} wide: nothing moves when steps go by`, await shifts(page));
  await page.check(controls.quiz);
  await page.evaluate(() => { location.hash = '#u1.s1.dE/dz2[1]'; });
  await settled(page);
  await page.evaluate(() => { globalThis.testShifts.length = 0; });
  await page.fill(quizControls.field, '17.25');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#verdict strong'));
  tap.none(`${width} wide: nothing moves when a verdict appears`, await shifts(page));
  await closePage(tap, page, `${width} wide`);
}

async function prints(tap, browser, truth) {
  const page = await openPage(browser, truth.path);
  await openReader(page);
  await page.keyboard.press('Home');
  await page.evaluate(() => addEventListener('beforeprint', () => {
    const shown = (element) => element.checkVisibility?.() ?? true;
    globalThis.testPrinted = { list: globalThis.testReader.list(), visible: shown(document.querySelector('#list')) };
  }));
  const paper = await page.pdf({ format: 'A4' });
  const { list, visible } = await page.evaluate(() => globalThis.testPrinted);
  const printed = new Set(list.map(([id]) => id));
  tap.none('all steps are printed', truth.steps.map(({ id }) => id).filter((id) => !printed.has(id)
    && !truth.steps[truth.byId.get(id)].id.startsWith('u2.')));
  tap.check('and can be seen', visible);
  tap.check('on several pages', (paper.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length > 1);
  await settled(page);
  tap.check('afterwards the page is as it was', await page.isVisible(controls.next) && await page.inputValue(controls.view) === 'steps');
  await page.emulateMedia({ media: 'print' });
  tap.check('buttons are not printed', !(await page.isVisible(controls.next)));
  await closePage(tap, page, 'print');
}

async function keepsStill(tap, browser, truth) {
  const page = await openPage(browser, truth.path, { reducedMotion: 'reduce' });
  await page.keyboard.press('ArrowRight');
  const running = await page.evaluate(() => [...document.querySelectorAll('*')].filter((element) => {
    const { animationName, animationDuration, transitionDuration } = getComputedStyle(element);
    const long = (durations) => durations.split(',').some((duration) => parseFloat(duration) > 0.01);
    return long(transitionDuration) || (animationName !== 'none' && long(animationDuration));
  }).map(({ outerHTML }) => outerHTML.slice(0, 100)));
  tap.none('nothing is animated where motion is not wanted', running);
  await closePage(tap, page, 'reduced motion');
}

// Runs in the page: what has the focus, and whether it looks different for that.
function focusOf() {
  const element = document.activeElement;
  const looks = () => JSON.stringify([element, ...element.querySelectorAll('*')].map((part) => {
    const { outlineStyle, outlineWidth, boxShadow, stroke, strokeWidth, fill } = getComputedStyle(part);
    return [outlineStyle, outlineWidth, boxShadow, stroke, strokeWidth, fill];
  }));
  const focused = looks();
  element.blur();
  const blurred = looks();
  element.focus({ preventScroll: true });
  return {
    id: element.id || element.dataset.place || element.localName, where: element.outerHTML.slice(0, 100),
    marked: element === document.body || focused !== blurred,
  };
}

// Everything can be reached and used by Tab and keys, and one sees where one is.
async function byKeyboard(tap, browser, truth) {
  const page = await openPage(browser, truth.path);
  const reached = [];
  const unseen = [];
  for (let count = 0; count < 60; count++) {
    await page.keyboard.press('Tab');
    const { id, where, marked } = await page.evaluate(focusOf);
    reached.push(id);
    if (!marked) unseen.push(where);
  }
  tap.equal('the first thing to be reached leads to the step', reached[0], 'skip');
  const wanted = ['view', 'quiz', 'next', 'slider'].filter((id) => !reached.includes(id));
  tap.none('choosers, slider and buttons are reached by Tab', wanted);
  tap.none('one sees where the focus is', unseen);
  await page.focus(controls.next);
  const before = await read(await readable(page), 'step');
  await page.keyboard.press('Enter');
  const after = await read(page, 'step');
  tap.check('Enter on the button goes on', before.name !== after.name || before.id !== after.id);
  await settled(page);
  const said = await page.textContent(controls.live);
  tap.check('the step is said to those who listen', /^Step \d+ of \d+\. \S/.test(said) && said.includes(after.result[1]), said);
  await closePage(tap, page, 'by keyboard');
}

async function readable(page) {
  await openReader(page);
  return page;
}

await runTests(async (tap, browser) => {
  const [network, batch, formulas] = Object.entries(problems).map(([name, problem]) => truthOf(name, problem()));
  await accessible(tap, browser, network);
  await fits(tap, browser, 'network', network);
  await fits(tap, browser, 'batch', batch);
  await fits(tap, browser, 'formulas', formulas);
  for (const width of [1280, 375]) {
    await stays(tap, browser, network, width);
  }
  for (const part of [prints, keepsStill, byKeyboard]) {
    await part(tap, browser, network);
  }
});
