// The sources of the page and of its tests by eslint, with the rules of eslint.config.mjs. Each way of failing is first
// shown a planted offence.
import { join } from 'node:path';
import { Tap } from './tap.mjs';
import { requirePackage, source } from './setting.mjs';

const { ESLint } = requirePackage('eslint');

// [where, the text, the rule that must find it]
const PLANTED = [
  ['src/page/planted.js', 'export const planted = missing;\n', 'no-undef'],
  ['src/page/planted.js', 'const planted = 1;\n', 'no-unused-vars'],
  ['src/page/planted.js', 'export const planted = (a) => a == 1;\n', 'eqeqeq'],
  ['src/page/planted.js', 'process.exit();\n', 'no-undef'],
  ['tests/page/planted.mjs', 'process.exit(missing);\n', 'no-undef'],
];

async function planted(linter) {
  const blind = [];
  for (const [path, text, rule] of PLANTED) {
    const [{ messages }] = await linter.lintText(text, { filePath: join(source, path) });
    if (!messages.some(({ ruleId }) => ruleId === rule)) {
      blind.push(`${rule} does not find: ${text}`);
    }
  }
  return blind;
}

const tap = new Tap();
const linter = new ESLint({ cwd: source, overrideConfigFile: join(source, 'tests/page/eslint.config.mjs') });
tap.none('planted offences are found', await planted(linter));
for (const { filePath, messages } of await linter.lintFiles(['src/page/*.js', 'tests/page/*.mjs'])) {
  const lines = messages.map(({ line, message, ruleId }) => `${line}: ${message} (${ruleId})`);
  tap.none(`lint ${filePath.slice(source.length + 1)}`, lines);
}
process.exitCode = tap.finish();
