// What one can choose in the page: steps by link, slider and phase; updates and samples; places of the picture; the list.
// Each leads to what the JSON trace has for it.
import { closePage, openPage, runTests, settled } from './browser.mjs';
import { controls, openReader, read } from './reader.mjs';
import { partsOf, placeOf, problems, relationOf, truthOf } from './truth.mjs';

const resultIn = (truth, id) => {
  const step = truth.steps[truth.byId.get(id)];
  return [relationOf(step), step.shown];
};

async function opened(browser, truth, hash = '') {
  const page = await openPage(browser, truth.path, { hash });
  await openReader(page);
  return page;
}

// Constants are steps of the page, before those of the trace.
const FIRST = 'alpha';

// ---- links ----

async function deepLinks(tap, browser, truth) {
  const { id } = truth.steps.find((step) => /dE\/dw2\[1,2\]$/.test(step.id));
  for (const [what, hash] of [['encoded', `#${encodeURIComponent(id)}`], ['as it is', `#${id}`]]) {
    const page = await opened(browser, truth, hash);
    const { result, counter } = await read(page, 'step');
    tap.equal(`a link ${what} opens at its step`, result, resultIn(truth, id));
    tap.check('and the counter says which', counter.includes(' of '), counter);
    await closePage(tap, page, `a link ${what}`);
  }
}

async function unknownLinks(tap, browser, truth) {
  for (const hash of ['#u9.nothing[1]', '#%', '#%E0%A4%A', `#${'x'.repeat(5000)}`, '#<img src=x onerror=alert(1)>']) {
    const page = await opened(browser, truth, hash);
    const said = await page.textContent(controls.unknown);
    tap.check(`an unknown link is said to be so: ${hash.slice(0, 40)}`, /no step/.test(said), said);
    await page.keyboard.press('Home');
    tap.equal('and the page can be used', (await read(page, 'step')).id, FIRST);
    await closePage(tap, page, 'an unknown link');
  }
}

// Every link beside a step leads to the step that it names.
async function linksLead(tap, browser, truth) {
  const page = await opened(browser, truth, `#${truth.steps.find(({ role }) => role === 'update').id}`);
  for (const side of ['uses', 'usedBy']) {
    for (const place of (await read(page, 'step'))[side].keys()) {
      const from = await page.evaluate(() => location.hash);
      const wanted = (await read(page, 'step'))[side][place].id;
      const links = page.locator(`#${side === 'uses' ? 'uses' : 'used-by'} a`);
      await links.nth(place).click();
      await settled(page);
      const { id, result } = await read(page, 'step');
      tap.equal(`the link to ${wanted} leads there`, [id, truth.byId.has(id) ? result : null],
        [wanted, truth.byId.has(wanted) ? resultIn(truth, wanted) : null]);
      await page.evaluate((hash) => { location.hash = hash; }, from);
      await settled(page);
    }
  }
  await closePage(tap, page, 'links');
}

// ---- slider and phases ----

async function slider(tap, browser, truth) {
  const page = await opened(browser, truth);
  await page.keyboard.press('Home');
  await page.focus(controls.slider);
  await page.keyboard.press('ArrowRight');
  tap.equal('an arrow on the slider goes one step on', (await read(page, 'step')).id, truth.steps[0].id);
  const before = await page.getAttribute(controls.slider, 'aria-valuetext');
  await page.keyboard.press('End');
  const { id, result } = await read(page, 'step');
  tap.equal('End on the slider goes to the last', result, resultIn(truth, id));
  const after = await page.getAttribute(controls.slider, 'aria-valuetext');
  tap.check('the slider says where it stands', /step 2 of/.test(before) && /Update/.test(after), `${before}\n${after}`);
  for (const [phase, role] of [['Forward', 'pre_activation'], ['Loss', 'loss'], ['Update', 'update']]) {
    await page.click(`${controls.phases} >> text="${phase}"`);
    const shown = await read(page, 'step');
    tap.equal(`the button of the phase ${phase} goes to its first step`, truth.steps[truth.byId.get(shown.id)]?.role, role);
  }
  await closePage(tap, page, 'slider');
}

// ---- updates and samples ----

async function choosers(tap, browser, truth) {
  const page = await opened(browser, truth);
  await page.selectOption(controls.view, 'list');
  for (const update of ['1', '2']) {
    for (const sample of ['1', '2', 'mean', 'all']) {
      await page.selectOption(controls.update, update);
      await page.selectOption(controls.sample, sample);
      const ids = (await read(page, 'list')).map(([id]) => id);
      const wrong = ids.filter((id) => partsOf(id).sample && sample !== 'all' && String(partsOf(id).sample) !== sample);
      tap.none(`update ${update}, sample ${sample}: no step of another sample`, wrong);
      const made = truth.steps.filter(({ id, role, formula }) => formula && role !== 'update'
        && String(partsOf(id).update) === update && (sample === 'all' || [undefined, sample].includes(partsOf(id).sample?.toString())));
      tap.none(`update ${update}, sample ${sample}: all steps of it`, made.filter(({ id }) => !ids.includes(id)).map(({ id }) => id));
    }
  }
  await closePage(tap, page, 'choosers');
}

// A link to a step of another update chooses that.
async function linkChooses(tap, browser, truth) {
  const page = await opened(browser, truth, '#u2.s2.z1[1]');
  tap.equal('a link to update 2 chooses it', await page.inputValue(controls.update), '2');
  await page.selectOption(controls.sample, '1');
  tap.equal('the same step of another sample', (await read(page, 'step')).id, 'u2.s1.z1[1]');
  await page.selectOption(controls.update, '1');
  tap.equal('the same step of another update', (await read(page, 'step')).id, 'u1.s1.z1[1]');
  await page.evaluate(() => { location.hash = '#u2.s2.a2[1]'; });
  await settled(page);
  tap.equal('a link chooses update and sample', [await page.inputValue(controls.update), await page.inputValue(controls.sample)],
    ['2', '2']);
  await closePage(tap, page, 'a link to another update');
}

// ---- the list ----

async function list(tap, browser, truth) {
  const page = await opened(browser, truth);
  await page.selectOption(controls.view, 'list');
  const found = (await read(page, 'list')).filter(([id]) => truth.byId.has(id));
  tap.equal(`${truth.name}: the list has all values`, found, truth.steps.filter(({ id }) => found.some(([one]) => one === id))
    .map(({ id }) => [id, resultIn(truth, id)]));
  await page.click('#list-steps a >> nth=3');
  await settled(page);
  tap.check('a number in the list leads to its step', (await read(page, 'step')).counter.startsWith('step 4 of'));
  await closePage(tap, page, `${truth.name}: list`);
}

// ---- the picture ----

// The steps of an update that belong to a place, in the order of the trace; those they use; those that use them.
function aboutPlace(truth, key) {
  const inUpdate = ({ id, formula }) => [undefined, 1].includes(partsOf(id).update) || (partsOf(id).update === 2 && !formula);
  const made = (step) => inUpdate(step) || step.role === 'update';
  const steps = truth.steps.filter(made);
  const here = steps.filter(({ id }) => placeOf(id) === key);
  const within = new Set(here.map(({ id }) => id));
  const uses = new Set(here.flatMap(({ operands }) => operands ?? []));
  return {
    here: [...within], from: steps.filter(({ id }) => uses.has(id) && !within.has(id)).map(({ id }) => id),
    feeds: steps.filter(({ id, operands }) => !within.has(id) && operands?.some((one) => within.has(one))).map(({ id }) => id),
  };
}

async function places(tap, browser, truth) {
  const page = await opened(browser, truth);
  const keys = await page.evaluate(() => [...new Set([...document.querySelectorAll('#picture [data-place]')]
    .map(({ dataset }) => dataset.place))]);
  const wanted = new Set(truth.steps.map(({ id }) => placeOf(id)).filter(Boolean));
  tap.equal('the picture has a place for every quantity that has one', [...wanted].filter((key) => !keys.includes(key)), []);
  for (const key of keys) {
    await page.locator(`#picture [data-place="${key}"]`).first().dispatchEvent('click');
    const { here, from, feeds } = await read(page, 'place');
    const known = ({ here: one, from: two, feeds: three }) => [one, two, three].map((ids) => ids.filter((id) => truth.byId.has(id)));
    tap.equal(`a click on ${key}: its steps, what they are made from, what they feed`, known({ here, from, feeds }),
      known(aboutPlace(truth, key)));
  }
  await page.focus('#picture [tabindex="0"]');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const heading = (await read(page, 'place')).heading;
  tap.check('a place is chosen by keyboard', heading !== 'About a place', heading);
  await closePage(tap, page, 'places');
}

// ---- the table ----

async function table(tap, browser, truth) {
  const page = await opened(browser, truth);
  await page.keyboard.press('End');
  const rows = await read(page, 'table');
  const updates = truth.steps.filter(({ id, role }) => role === 'update' && partsOf(id).update === 2);
  tap.equal('the table has a row for each parameter', rows.map((row) => row.at(-1).id), updates.map(({ id }) => id));
  const wrong = rows.flat().filter(({ id, text }) => text !== truth.steps[truth.byId.get(id)].shown);
  tap.none('its values are those of the trace', wrong.map(({ id, text }) => `${id}: ${text}`));
  tap.none('old value and gradient are of the same parameter', rows.filter(([old, gradient, made]) =>
    old.id.replace(/^u1\./, 'u2.') !== made.id || !gradient.id.endsWith(`/d${partsOf(made.id).quantity}`)).map(JSON.stringify));
  await page.click('#parameters-table td a >> nth=1');
  await settled(page);
  tap.equal('a value leads to its step', (await read(page, 'step')).id, rows[0][1].id);
  await closePage(tap, page, 'table');
}

await runTests(async (tap, browser) => {
  const [network, batch, formulas] = Object.entries(problems).map(([name, problem]) => truthOf(name, problem()));
  for (const part of [deepLinks, unknownLinks, linksLead, slider, places, table]) {
    await part(tap, browser, network);
  }
  for (const part of [choosers, linkChooses]) {
    await part(tap, browser, batch);
  }
  for (const truth of [network, batch, formulas]) {
    await list(tap, browser, truth);
  }
});
