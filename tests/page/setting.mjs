// Where the tests of the page run: the program, the source tree, node's packages (page_test.py names them), a folder
// for files.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const handgradPath = process.env.PAGE_TEST_HANDGRAD;

export const source = process.env.PAGE_TEST_SOURCE;
export const browserPath = process.env.PAGE_TEST_BROWSER;
// Packages are found in the build, not beside the tests, so that import does not see them.
export const requirePackage = createRequire(join(process.env.PAGE_TEST_PACKAGES, 'package.json'));

const folder = mkdtempSync(join(tmpdir(), 'handgrad-page-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

export function path(name) {
  return join(folder, name);
}

// Writes a file into the folder: text, or anything else as JSON. Returns its path.
export function file(name, content) {
  writeFileSync(path(name), typeof content === 'string' ? content : JSON.stringify(content));
  return path(name);
}

export function sourceFile(name) {
  return readFileSync(join(source, name), 'utf8');
}

// Runs handgrad: {status, out, err}.
export function handgrad(...words) {
  const done = spawnSync(handgradPath, words, { encoding: 'utf8', maxBuffer: 1 << 28 });
  return { status: done.status, out: done.stdout, err: done.stderr };
}

// The same for a command that must succeed (a finding, status 1, is success): its output.
export function output(...words) {
  const { status, out, err } = handgrad(...words);
  if (status !== 0 && status !== 1) {
    throw new Error(`handgrad ${words.join(' ')}: ${err}`);
  }
  return out;
}

// Writes the HTML of a command into the folder: its path.
export function htmlFile(name, ...words) {
  output(...words, '--format', 'html', '-o', path(name));
  return path(name);
}
