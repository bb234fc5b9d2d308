// Texts of users are text: whatever stands in a title, a name or an answer, the document has the elements that it has
// with plain texts, nothing of it runs, and it can be read.
import { closePage, openPage, runTests } from './browser.mjs';
import { answers, derivation, formulas, network, TITLES } from './hostile_texts.mjs';
import { sticksOut } from './layout.mjs';
import { file, htmlFile } from './setting.mjs';

function problems(kind) {
  return [file(`formulas-${kind}.json`, formulas(kind)), file(`network-${kind}.json`, network(kind))];
}

// [what, the command] for texts of a kind.
function documents(kind) {
  const [ofFormulas, ofNetwork] = problems(kind);
  return [
    ['trace of formulas', ['trace', ofFormulas, '--detail', 'full']],
    ['trace of a network', ['trace', ofNetwork, '--detail', 'full']],
    ['trace in matrices', ['trace', ofNetwork, '--detail', 'matrix']],
    ['marked answers', ['check', ofFormulas, file(`answers-${kind}.json`, answers(kind))]],
    ['derivation', ['derive', file(`derivation-${kind}.json`, derivation(kind))]],
    ['worksheet', ['worksheet', ofNetwork]],
    ['gradients verified', ['verify', ofNetwork]],
    ['page of formulas', ['trace', ofFormulas]],
    ['page of a network', ['trace', ofNetwork]],
  ];
}

// What could do something, or lead somewhere: as often as with plain texts.
const COUNTED = ['a', 'base', 'button', 'embed', 'form', 'frame', 'html', 'iframe', 'img', 'input', 'link', 'meta', 'object',
  'script', 'style', 'svg', 'title', 'video'];

// All elements and attributes that there are, and how often some elements are.
function anatomy(page) {
  return page.evaluate((counted) => {
    const elements = [...document.querySelectorAll('*')];
    const names = elements.flatMap((element) =>
      [element.localName, ...element.getAttributeNames().map((name) => `@${name}`)]);
    return { names: [...new Set(names)], counts: counted.map((name) => `${document.getElementsByTagName(name).length} ${name}`) };
  }, COUNTED);
}

const squeezed = (text) => text.replace(/[\s\u2066-\u2069\u202a-\u202e]+/g, ' ');

async function inspect(tap, browser, what, kind, command) {
  const page = await openPage(browser, htmlFile('document.html', ...command), { viewport: { width: 375, height: 800 } });
  const text = squeezed(await page.evaluate(() => `${document.title} ${document.body.innerText}`));
  tap.check(`${what}, ${kind}: the title is there as text`, text.includes(squeezed(TITLES[kind])), text.slice(0, 600));
  tap.check(`${what}, ${kind}: nothing ran`, await page.evaluate(() => !document.documentElement.dataset.broken));
  tap.none(`${what}, ${kind}: nothing sticks out on a narrow screen`, await page.evaluate(sticksOut));
  const found = await anatomy(page);
  await closePage(tap, page, `${what}, ${kind}`);
  return found;
}

await runTests(async (tap, browser) => {
  const [plain, hostile, long] = ['plain', 'hostile', 'long'].map(documents);
  for (const [place, [what, command]] of hostile.entries()) {
    const found = await inspect(tap, browser, what, 'hostile', command);
    const expected = await inspect(tap, browser, what, 'plain', plain[place][1]);
    tap.none(`${what}: no element that a plain one has not`, found.names.filter((name) => !expected.names.includes(name)));
    tap.equal(`${what}: as many that do something`, found.counts, expected.counts);
    await inspect(tap, browser, what, 'long', long[place][1]);
  }
});
