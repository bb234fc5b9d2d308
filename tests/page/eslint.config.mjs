// How the sources of the page and of its tests are linted (lint.mjs, or eslint in an editor).
import { createRequire } from 'node:module';

// Beside the file in an editor; in the build when the tests run.
const packages = process.env.PAGE_TEST_PACKAGES;
const js = createRequire(packages ? `${packages}/package.json` : import.meta.url)('@eslint/js');

const names = (text) => Object.fromEntries(text.split(/\s+/).filter(Boolean).map((name) => [name, 'readonly']));

const everywhere = names(`
  console TextEncoder TextDecoder URL Blob Response DecompressionStream WebAssembly atob btoa performance
  setTimeout clearTimeout queueMicrotask structuredClone`);
const inPages = names(`
  window document location history navigator CSS Event CustomEvent EventTarget KeyboardEvent File FileReader
  MutationObserver ResizeObserver IntersectionObserver PerformanceObserver DOMParser XMLSerializer Node Element
  HTMLElement requestAnimationFrame cancelAnimationFrame requestIdleCallback matchMedia getComputedStyle
  addEventListener sessionStorage`);
const inNode = names('process');

const rules = {
  'array-callback-return': 'error',
  'consistent-return': 'error',
  'default-case-last': 'error',
  'eqeqeq': 'error',
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
  'no-alert': 'error',
  'no-console': 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-shadow': 'error',
  'no-undef': 'error',
  'no-unmodified-loop-condition': 'error',
  'no-unused-expressions': 'error',
  'no-unused-vars': 'error',
  'no-use-before-define': ['error', { functions: false }],
  'no-useless-return': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'quotes': ['error', 'single', { avoidEscape: true }],
  'semi': 'error',
};

export default [
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: ['src/page/*.js'], languageOptions: { sourceType: 'module', globals: { ...everywhere, ...inPages } }, rules },
  {
    files: ['tests/page/*.mjs'],
    // Functions that playwright runs in the page stand among those of node.
    languageOptions: { globals: { ...everywhere, ...inPages, ...inNode } },
    rules: { ...rules, 'no-console': 'off' },
  },
];
