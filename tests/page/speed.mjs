// How fast the page is in a browser: told, never judged. Time until it can be used (from navigation to the mark that the
// page sets), of the homework network; time of a step, of a 20-20-20-5 network.
import { openPage, runTests } from './browser.mjs';
import { file, htmlFile } from './setting.mjs';
import { problems } from './truth.mjs';

const RUNS = 20;
const SHAPE = [20, 20, 20, 5];

function largeNetwork() {
  let seed = 20;
  const decimal = () => {
    seed = (seed * 16807) % 2147483647;
    return Math.round((seed / 2147483647) * 2000 - 1000) / 1000;
  };
  const decimals = (count) => Array.from({ length: count }, decimal);
  const layers = SHAPE.slice(1).map((units, at) => ({
    activation: units === SHAPE.at(-1) ? 'softmax' : 'sigmoid',
    weights: Array.from({ length: units }, () => decimals(SHAPE[at])), biases: decimals(units),
  }));
  return { title: '20-20-20-5', inputs: [decimals(20)], targets: [2], layers, loss: 'categorical_cross_entropy',
    optimizer: { learning_rate: 0.1 } };
}

const medianOf = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const ms = (number) => `${number.toFixed(1)} ms`;

async function readyTimes(browser, path) {
  const times = [];
  for (let run = 0; run < RUNS; run++) {
    const page = await openPage(browser, path);
    await page.waitForFunction(() => performance.getEntriesByName('ready').length > 0);
    times.push(await page.evaluate(() => performance.getEntriesByName('ready')[0].startTime));
    await page.context().close();
  }
  return times;
}

// From a key to the end of what the page does for it, style and layout included; the frame is drawn later.
function stepTimes(page, count) {
  return page.evaluate((steps) => Array.from({ length: steps }, () => {
    const start = performance.now();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
    document.body.getBoundingClientRect();
    return performance.now() - start;
  }), count);
}

await runTests(async (tap, browser) => {
  const small = await readyTimes(browser, htmlFile('small.html', 'trace', problems.network()));
  tap.note(`2-3-1: ready in ${ms(medianOf(small))} in the median, ${ms(Math.max(...small))} at worst (wanted: 200 ms)`);
  const page = await openPage(browser, htmlFile('large.html', 'trace', file('large.json', largeNetwork())));
  await page.waitForFunction(() => performance.getEntriesByName('ready').length > 0);
  const ready = await page.evaluate(() => performance.getEntriesByName('ready')[0].startTime);
  const times = await stepTimes(page, 500);
  tap.note(`20-20-20-5: ready in ${ms(ready)}; a step takes ${ms(medianOf(times))} in the median, ${
    ms([...times].sort((a, b) => b - a)[5])} in the slowest hundredth (wanted: 16 ms)`);
  tap.check('the page was timed', times.every((time) => time > 0));
});
