// The style sheets of src/page: the browser understands every selector and every declaration, variables that are used are
// set and the other way round, and classes and ids stand somewhere in the sources that write HTML.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openPage, runTests } from './browser.mjs';
import { file, source, sourceFile } from './setting.mjs';

// What CSS.supports does not know since it is no property.
const DESCRIPTORS = new Set(['size']);

// Everything before a brace that is no at-rule, and everything between semicolons that is a declaration.
function piecesOf(text) {
  const plain = text.replace(/\/\*.*?\*\//gs, '');
  const selectors = [...plain.matchAll(/(?<=^|[{};])\s*([^@{};\s][^{};]*)\{/g)].map(([, selector]) => selector.trim());
  const declarations = [...plain.matchAll(/(?<=[{;])\s*([\w-]+)\s*:\s*([^;{}]+?)\s*(?=[;}])/g)]
    .map(([, property, value]) => ({ property, value }));
  return { plain, selectors, declarations };
}

function unknownTo(page, { selectors, declarations }) {
  return page.evaluate(([wantedSelectors, wanted]) => {
    const isSelector = (selector) => {
      try {
        document.querySelector(selector);
        return true;
      } catch {
        return /^(from|to|[\d.]+%)$/.test(selector);
      }
    };
    const isDeclaration = ({ property, value }) => CSS.supports(property, value.replace(/\s*!important$/, ''));
    return wantedSelectors.filter((selector) => !isSelector(selector)).concat(
      wanted.filter((one) => !isDeclaration(one)).map(({ property, value }) => `${property}: ${value}`));
  }, [selectors, declarations.filter(({ property }) => !DESCRIPTORS.has(property))]);
}

function strayVariables(sheets, scripts) {
  const all = sheets.map(({ plain }) => plain).join('\n');
  const set = new Set([...all.matchAll(/(--[\w-]+)\s*:/g)].map(([, name]) => name));
  const used = new Set([...`${all}${scripts}`.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name));
  return [...used].filter((name) => !set.has(name)).map((name) => `${name} is not set`)
    .concat([...set].filter((name) => !used.has(name)).map((name) => `${name} is not used`));
}

function withoutOwner(sheets, writers) {
  const names = sheets.flatMap(({ selectors }) => selectors)
    .flatMap((selector) => [...selector.replace(/\[[^\]]*\]/g, '').matchAll(/[.#]([a-zA-Z][\w-]*)/g)])
    .map(([, name]) => name);
  return [...new Set(names)].filter((name) => !new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(writers));
}

function sourcesOf(folder, ending) {
  return readdirSync(join(source, folder)).filter((name) => ending.test(name)).sort()
    .map((name) => ({ name, text: sourceFile(`${folder}/${name}`) }));
}

const joined = (files) => files.map(({ text }) => text).join('\n');

async function plantedOffences(tap, page) {
  const poor = piecesOf('a:hovr { color: red; } b { colr: red; width: 1parsec; margin: var(--gone); --idle: 1 } .lost {}');
  tap.equal('an unknown selector, property and value are seen', await unknownTo(page, poor),
    ['a:hovr', 'colr: red', 'width: 1parsec']);
  tap.equal('stray variables are seen', strayVariables([poor], ''), ['--gone is not set', '--idle is not used']);
  tap.equal('a class that nobody writes is seen', withoutOwner([poor], 'class="found"'), ['lost']);
}

await runTests(async (tap, browser) => {
  const page = await openPage(browser, file('empty.html', '<!DOCTYPE html><title>Styles</title>'));
  await plantedOffences(tap, page);
  const sheets = sourcesOf('src/page', /\.css$/).map(({ name, text }) => ({ name, ...piecesOf(text) }));
  for (const sheet of sheets) {
    tap.none(`the browser understands all of ${sheet.name}`, await unknownTo(page, sheet));
  }
  const scripts = joined(sourcesOf('src/page', /\.(js|html)$/));
  tap.none('variables of the style sheets are set and used', strayVariables(sheets, scripts));
  const writers = `${scripts}\n${joined(sourcesOf('src/render', /\.[ch]$/))}\n${joined(sourcesOf('src/api', /\.[ch]$/))}`;
  tap.none('classes and ids of the style sheets are written somewhere', withoutOwner(sheets, writers));
});
