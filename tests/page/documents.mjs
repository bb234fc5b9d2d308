// Documents in a browser (all HTML but the interactive page): headings in order, accessible in light and
// dark, and nothing sticks out on a narrow screen.
import { audit, closePage, openPage, runTests } from './browser.mjs';
import { sticksOut } from './layout.mjs';
import { htmlFile } from './setting.mjs';
import { answersFile as answers } from './truth.mjs';

const DOCUMENTS = {
  'trace unit by unit': ['trace', 'two_three_one', '--detail', 'full'],
  'trace of a batch in matrices': ['trace', 'exam_softmax', '--detail', 'matrix'],
  'trace as a summary': ['trace', 'two_two_two_adam', '--detail', 'summary'],
  'trace of formulas': ['trace', 'attention_head', '--detail', 'full'],
  'marked answers': ['check', 'two_three_one', answers('two_three_one')],
  'marked answers of a batch': ['check', 'exam_softmax', answers('exam_softmax')],
  'marked answers of another network': ['check', 'xor_backward', answers('xor_backward')],
  'derivation': ['derive', 'softmax_cross_entropy'],
  'derivation with cases': ['derive', 'softmax_jacobian'],
  'worksheet': ['worksheet', 'two_three_one', '--blank', 'all'],
  'gradients verified': ['verify', 'two_three_one'],
  'training report': ['train', 'xor', '--epochs', '5'],
};

const WIDTHS = [1280, 768, 375];

function headings(page) {
  return page.evaluate(() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
    .map((heading) => [Number(heading.localName[1]), heading.textContent.trim()]));
}

async function headingsInOrder(tap, page, name) {
  const found = await headings(page);
  const wrong = found.filter(([level], i) => level > (found[i - 1]?.[0] ?? 0) + 1 || (level === 1) !== (i === 0));
  tap.check(`${name}: headings in order, the first is the title`,
    wrong.length === 0 && found[0]?.[1] === (await page.title()), [await page.title(), ...found]);
}

async function inspect(tap, browser, name, path) {
  const page = await openPage(browser, path);
  await headingsInOrder(tap, page, name);
  tap.none(`${name}: accessible in light`, await audit(page));
  await page.emulateMedia({ colorScheme: 'dark' });
  tap.none(`${name}: accessible in dark`, await audit(page));
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    tap.none(`${name}: fits a screen of ${width}`, await page.evaluate(sticksOut));
  }
  await closePage(tap, page, name);
}

await runTests(async (tap, browser) => {
  for (const [name, command] of Object.entries(DOCUMENTS)) {
    await inspect(tap, browser, name, htmlFile(`${name}.html`, ...command));
  }
});
