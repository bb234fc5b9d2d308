// Walks through every step of three traces, by keyboard forward and by button back: each step is what the JSON trace says,
// and nothing of a later step is anywhere.
import { closePage, openPage, runTests, shifts } from './browser.mjs';
import { controls, openReader, read } from './reader.mjs';
import { placeOf, problems, relationOf, truthOf } from './truth.mjs';

const idsOf = (links) => links.map(({ id }) => id);

// What is wrong with a step that is shown: lines.
function faultsOf(truth, shown) {
  const number = truth.byId.get(shown.id);
  if (number === undefined) {
    return shown.name && shown.result ? [] : [`${shown.id}: a constant without name or value`];
  }
  const step = truth.steps[number];
  const faults = [];
  const expect = (what, found, wanted) => {
    if (JSON.stringify(found) !== JSON.stringify(wanted)) {
      faults.push(`${step.id}: ${what}: found ${JSON.stringify(found)}, wanted ${JSON.stringify(wanted)}`);
    }
  };
  expect('result', shown.result, [relationOf(step), step.shown]);
  expect('operands', idsOf(shown.uses).filter((id) => truth.byId.has(id)), step.operands ?? []);
  for (const { id, result } of shown.uses.filter((link) => truth.byId.has(link.id))) {
    const used = truth.steps[truth.byId.get(id)];
    expect(`value of ${id}`, result, [relationOf(used), used.shown]);
  }
  expect('used by', idsOf(shown.usedBy), truth.steps.filter(({ operands }) => operands?.includes(step.id)).map(({ id }) => id));
  expect('a formula', shown.formula !== null, step.formula !== undefined);
  if (truth.problem.layers && placeOf(step.id)) {
    expect('place that is lit', shown.lit, [placeOf(step.id)]);
  }
  return faults;
}

// Numbers of steps after this one that could be told from all that came before, with the text of the page searched for
// them; and values that the table has although they are not known, or has not although they are.
function leaksOf(truth, number, { everything, table }) {
  const known = truth.steps.slice(0, number + 1).map(({ shown, substitution }) => `${shown} ${substitution}`).join(' ');
  const later = truth.steps.slice(number + 1)
    .filter((step) => step.formula && step.shown.length > 4 && !known.includes(step.shown) && everything.includes(step.shown))
    .map(({ id, shown }) => `${truth.steps[number].id}: ${shown} of ${id} is on the page`);
  const cells = table.flat().filter(({ id, text }) => {
    const there = truth.byId.get(id);
    return text !== (there <= number || !truth.steps[there].formula ? truth.steps[there].shown : '');
  });
  return [...later, ...cells.map(({ id, text }) => `${truth.steps[number].id}: the table has "${text}" for ${id}`)];
}

async function look(page, truth, walked) {
  const shown = await read(page, 'step', 'everything', 'table');
  const number = truth.byId.get(shown.step.id);
  walked.ids.push(shown.step.id);
  walked.faults.push(...faultsOf(truth, shown.step));
  if (number !== undefined) {
    walked.leaks.push(...leaksOf(truth, number, shown));
  }
}

// Goes on by `go` until the step stays the same.
async function walk(page, truth, go) {
  const walked = { ids: [], faults: [], leaks: [] };
  do {
    await look(page, truth, walked);
    await go();
  } while ((await read(page, 'step')).id !== walked.ids.at(-1));
  return walked;
}

function checkWalk(tap, truth, name, { ids, faults, leaks }, wanted) {
  const computed = (id) => truth.steps[truth.byId.get(id)]?.formula !== undefined;
  tap.equal(`${name}: all that is computed in order`, ids.filter(computed), wanted.filter(computed));
  tap.none(`${name}: all that is given`, wanted.filter((id) => !ids.includes(id)));
  tap.none(`${name}: values, signs, operands and links as in the JSON trace`, faults);
  tap.none(`${name}: nothing of a later step is shown, and all of earlier ones`, leaks);
}

async function walkThrough(tap, browser, truth) {
  const page = await openPage(browser, truth.path);
  await openReader(page);
  const ids = truth.steps.map(({ id }) => id);
  await page.keyboard.press('Home');
  checkWalk(tap, truth, `${truth.name} by keyboard`, await walk(page, truth, () => page.keyboard.press('ArrowRight')), ids);
  const last = await read(page, 'picture');
  tap.check(`${truth.name}: in the end every place of the picture that shows a value has one`,
    Object.keys(last).length > 0 && Object.values(last).every((text) => text !== ''), JSON.stringify(last));
  checkWalk(tap, truth, `${truth.name} back by button`, await walk(page, truth, () => page.click(controls.back, { force: true })),
    [...ids].reverse());
  tap.none(`${truth.name}: nothing moves on the way`, await shifts(page));
  await closePage(tap, page, truth.name);
}

await runTests(async (tap, browser) => {
  for (const [name, problem] of Object.entries(problems)) {
    await walkThrough(tap, browser, truthOf(name, problem()));
  }
});
