// A browser, and pages in it that are watched: whatever a page must never do is kept in a list of offences. No network
// is there, and no address but the page's own file may be asked for.
import { pathToFileURL } from 'node:url';
import { Tap } from './tap.mjs';
import { browserPath, requirePackage } from './setting.mjs';

const { chromium } = requirePackage('playwright-core');
const auditor = requirePackage('axe-core').source;

const BAD_LEVELS = new Set(['error', 'warning', 'assert']);

// Runs a script's tests with a browser, prints TAP, exits.
export async function runTests(tests) {
  const tap = new Tap();
  // As root Chromium has no sandbox of its own; what it shows are our own files.
  const browser = await chromium.launch({
    executablePath: browserPath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    await tests(tap, browser);
  } catch (error) {
    tap.check('the tests run to their end', false, error.stack);
  } finally {
    await browser.close();
  }
  process.exitCode = tap.finish();
}

function watch(page, url) {
  const offences = [];
  page.on('console', (message) => {
    if (BAD_LEVELS.has(message.type())) {
      offences.push(`console: ${message.type()}: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => offences.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    offences.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on('popup', (popup) => offences.push(`a window was opened: ${popup.url()}`));
  page.on('request', (request) => {
    if (!allowed(request.url(), url)) {
      offences.push(`request: ${request.url()}`);
    }
  });
  return offences;
}

// The page itself, and what it makes in memory for itself (a file to be saved).
function allowed(asked, url) {
  return asked.split('#')[0] === url || asked.startsWith('blob:');
}

// Runs in the page before its own scripts.
function keepShifts() {
  globalThis.testShifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const what = entry.sources.map(({ node }) => {
        const element = node?.nodeType === 3 ? node.parentElement : node;
        return element ? `${element.tagName}#${element.id}.${element.className?.baseVal ?? element.className}` : '?';
      });
      globalThis.testShifts.push(`shift of ${entry.value} by ${what.join(', ')}`);
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

// Runs there, too: what the page puts off for a moment (so that a key held down costs little) is done at once.
function hurry() {
  const later = globalThis.setTimeout;
  globalThis.setTimeout = (work, delay, ...more) => later(work, delay < 1000 ? 0 : delay, ...more);
}

// Opens a file in a context of its own. `options`: those of a context (viewport, colorScheme, reducedMotion), `hash`.
// The page has `offences` beside what playwright gives it.
export async function openPage(browser, path, { hash = '', ...options } = {}) {
  const context = await browser.newContext({ offline: true, acceptDownloads: true, ...options });
  const page = await context.newPage();
  const url = pathToFileURL(path).href;
  page.setDefaultTimeout(10000);
  page.offences = watch(page, url);
  await page.addInitScript(keepShifts);
  await page.addInitScript(hurry);
  await page.goto(url + hash);
  return page;
}

// Closes a page: the case that it has done nothing that it must not.
export async function closePage(tap, page, name) {
  await settled(page);
  tap.none(`${name}: no warning, no error, no request, nothing against its policy`, page.offences);
  await page.context().close();
}

// Two frames later everything that was to be drawn is.
export async function settled(page) {
  await page.evaluate(() => new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(resolve));
  }));
}

// What has moved by itself since the page was opened.
export async function shifts(page) {
  await settled(page);
  return page.evaluate(() => globalThis.testShifts);
}

// Violations of accessibility: a line for each place.
export async function audit(page) {
  await page.evaluate(auditor);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 150)}: ${failureSummary.replace(/\s+/g, ' ')}`));
}
