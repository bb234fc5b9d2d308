// What the page shows, read off its document as somebody would who looks at it. The only module of the tests that knows
// the page's elements.

// Installed in the page by openReader: reading numbers off MathML, steps off links.
function install() {
  const find = (id) => document.getElementById(id);

  // MathML as plain text: "−6.40·10" with a raised "−7" is "-6.40e-7".
  function textOf(node) {
    if (node.nodeType === Node.TEXT_NODE) {
      return node.textContent;
    }
    const children = [...node.childNodes].map(textOf);
    return node.localName === 'msup' ? `${children[0]}^${children[1]}` : children.join('');
  }
  const plain = (text) => text.replace(/[\s\u2061-\u2064]/g, '').replaceAll('−', '-');
  const numberOf = (text) => plain(text).replace(/[·×⋅*]10\^(-?\d+)$/, 'e$1');

  // "= 8" or "≈ 0.99", the last of an element: [sign, number]; null: there is none.
  function resultOf(element) {
    const last = [...element.querySelectorAll('math, .own, .hidden-value')].at(-1);
    const found = last && plain(textOf(last)).match(/^([=≈])([^=≈]+)$/);
    return found ? [found[1], numberOf(found[2])] : null;
  }
  const idOf = (link) => decodeURIComponent(link.getAttribute('href').slice(1));
  const linksIn = (element) => [...element.querySelectorAll('a')].map((link) => ({ id: idOf(link), result: resultOf(link) }));

  function step() {
    return {
      id: decodeURIComponent(location.hash.slice(1)), name: plain(textOf(find('step-heading'))).replace(/^Step:/, ''),
      result: resultOf(find('result')), uses: linksIn(find('uses')), usedBy: linksIn(find('used-by')),
      formula: find('formula') && plain(textOf(find('formula'))), counter: find('counter').textContent,
      lit: [...new Set([...document.querySelectorAll('#picture .now')].map((group) => group.dataset.place))],
    };
  }

  // The table of parameters: a row is a list of {id, text}.
  function table() {
    return [...document.querySelectorAll('#parameters-table tbody tr')].map((row) => [...row.querySelectorAll('td a')]
      .map((link) => ({ id: idOf(link), text: numberOf(textOf(link.querySelector('[aria-hidden]'))).replace(/^[≈=]/, '') })));
  }

  // place -> the value that stands in the picture, where it has one.
  function picture() {
    const values = [...document.querySelectorAll('#picture [data-place] .value')];
    return Object.fromEntries(values.map((value) => [value.closest('[data-place]').dataset.place, value.textContent]));
  }

  // The list of all steps: [id, result].
  function list() {
    return [...document.querySelectorAll('#list-steps li')].map((item) => [idOf(item.querySelector('a')), resultOf(item.lastElementChild)]);
  }

  function place() {
    const lists = [...document.querySelectorAll('#place-lists ul')].map((element) => linksIn(element).map(({ id }) => id));
    return { heading: find('place-heading').textContent, here: lists[0], from: lists[1], feeds: lists[2] };
  }

  // All that can be seen or heard, but for what the trace is read from, and what is being said: that comes later.
  function everything() {
    const heard = [...document.querySelectorAll('[aria-label], [title], [aria-valuetext], [alt], [placeholder], [data-value]')]
      .flatMap((element) => element.getAttributeNames().filter((name) => !/^(id|class|href|style|d)$/.test(name))
        .map((name) => element.getAttribute(name)));
    const seen = [...document.querySelectorAll('header, main > :not(#live)')].map(textOf);
    const typed = [...document.querySelectorAll('input')].map((field) => field.value);
    return [...seen, ...heard, ...typed].join('\n').replaceAll('−', '-').replace(/[\u2061-\u2064]/g, '')
      .replace(/[·×⋅]10\^(-?\d+)/g, 'e$1');
  }

  // What the marking says of the step's answers: a verdict for each, and all its words.
  function verdict() {
    const verdicts = [...document.querySelectorAll('#verdict strong')].map(({ textContent }) => textContent.match(/[a-z]+/)[0]);
    return { verdicts, text: find('verdict').textContent };
  }

  globalThis.testReader = { step, table, picture, list, place, everything, verdict };
}

// Makes an opened page readable: read(page, 'step') and so on.
export async function openReader(page) {
  await page.evaluate(install);
}

// What `what` of the page says: step, table, picture, list, place, everything or verdict; an object of several.
export function read(page, ...what) {
  return page.evaluate(async (names) => {
    // What the page does a moment later, openPage lets it do at once.
    await new Promise((resolve) => { setTimeout(resolve, 10); });
    const found = Object.fromEntries(names.map((name) => [name, globalThis.testReader[name]()]));
    return names.length === 1 ? found[names[0]] : found;
  }, what);
}

export const controls = {
  next: '#next', back: '#back', slider: '#slider', update: '#update', sample: '#sample', view: '#view', live: '#live', unknown: '#no-step',
  quiz: '#quiz', counter: '#counter', step: '#step', phases: '#phases',
};

export const quizControls = {
  field: '#answer-field', show: '#show-value', save: '#save', file: '#file', message: '#quiz-message',
  progress: '#progress', without: '#no-quiz',
};
