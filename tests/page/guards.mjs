// What watches pages in these tests sees each offence: planted ones are found, and a decent page has none.
import { audit, closePage, openPage, runTests, settled, shifts } from './browser.mjs';
import { file } from './setting.mjs';

const HEAD = '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A page</title>';
const POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">';

// [what, the page, a word of the offence]
const PLANTED = [
  ['an error in the console', '<script>console.error("planted")</script>', 'console: error'],
  ['a warning in the console', '<script>console.warn("planted")</script>', 'console: warning'],
  ['an exception', '<script>throw new Error("planted")</script>', 'error: planted'],
  ['a dialog', '<script>setTimeout(() => alert("planted"))</script>', 'dialog: planted'],
  ['a request', '<img alt="" src="https://example.com/a.png">', 'request: https://example.com/a.png'],
  ['a file beside the page', '<img alt="" src="a.png">', '/a.png'],
  ['what the policy forbids', `${POLICY}<p style="color: red">planted</p>`, 'Content Security Policy'],
];

async function plantedOffences(tap, browser) {
  for (const [what, body, wanted] of PLANTED) {
    const page = await openPage(browser, file('planted.html', `${HEAD}${body}`));
    await page.waitForTimeout(50);
    tap.check(`${what} is seen`, page.offences.some((offence) => offence.includes(wanted)), page.offences);
    await page.context().close();
  }
}

async function plantedShift(tap, browser) {
  const page = await openPage(browser, file('shift.html', `${HEAD}<p id="first"></p><p>Below</p>`));
  await settled(page);
  await page.evaluate(() => document.getElementById('first').append('x', document.createElement('br'), 'y'));
  const found = await shifts(page);
  tap.check('a shift of the layout is seen', found.length === 1, found);
  await page.context().close();
}

async function plantedViolations(tap, browser) {
  const page = await openPage(browser, file('poor.html', `${HEAD}<main><h1>A</h1><img src="data:,"><input></main>`));
  const found = await audit(page);
  tap.check('a picture and a field without names are seen',
    ['image-alt', 'label'].every((rule) => found.some((line) => line.startsWith(rule))), found);
  await page.context().close();
}

async function decentPage(tap, browser) {
  const page = await openPage(browser, file('decent.html', `${HEAD}</head><main><h1>A</h1><p>B</p></main></html>`));
  tap.none('a decent page has no violation', await audit(page));
  tap.none('a decent page has no shift', await shifts(page));
  await closePage(tap, page, 'a decent page');
}

await runTests(async (tap, browser) => {
  await plantedOffences(tap, browser);
  await plantedShift(tap, browser);
  await plantedViolations(tap, browser);
  await decentPage(tap, browser);
});
