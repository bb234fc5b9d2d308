// The entry of the page: reads the data, opens the parts, and shows in each of them what is chosen.

import { openControls } from './controls.js';
import { find, make } from './dom.js';
import { openEngine } from './engine.js';
import { hashOf, idOf } from './links.js';
import { showList } from './list.js';
import { openPicture } from './picture.js';
import { openPlaceClosing, showPlace } from './place_panel.js';
import { Quiz } from './quiz.js';
import { openQuiz } from './quiz_panel.js';
import { createState } from './state.js';
import { showStep, tellStep } from './step_panel.js';
import { openTable } from './table.js';
import { indexTrace } from './trace_data.js';

function showHead(trace) {
  find('title').textContent = trace.title || document.title;
  find('legend').textContent = trace.legend;
  if (!trace.conventions?.length) return;
  find('conventions').append(make('p', {}, 'Conventions in force:'),
    make('ul', {}, ...trace.conventions.map((text) => make('li', { dir: 'auto' }, text))));
}

// Follows links to steps, those of the page and those with which it was opened.
function openLinks(trace, state) {
  const follow = () => {
    const id = idOf(location.hash);
    const number = trace.byId.get(id);
    find('no-step').hidden = !id || number !== undefined;
    find('no-step').textContent = `There is no step ${id} in this trace.`;
    if (number === undefined) return;
    const inside = document.activeElement?.closest('main a') !== null;
    if (state.now.view === 'list') state.set({ view: 'steps' });
    state.goTo(number);
    if (inside) {
      find('step-heading').focus({ preventScroll: true });
      find('step').scrollIntoView({ block: 'nearest' });
    }
  };
  addEventListener('hashchange', follow);
  find('skip').addEventListener('click', (event) => {
    event.preventDefault();
    find(state.now.view === 'list' ? 'list-heading' : 'step-heading').focus();
  });
  follow();
}

// What is printed is the list, with how to read it.
function openPrinting(state) {
  const reading = find('reading');
  let before = null;
  addEventListener('beforeprint', () => {
    before ??= { view: state.now.view, open: reading.open };
    reading.open = true;
    state.set({ view: 'list' });
  });
  addEventListener('afterprint', () => {
    if (!before) return;
    reading.open = before.open;
    state.set({ view: before.view });
    before = null;
  });
}

// The engine is unpacked when the first answer is marked. null: this page has none, or nothing to mark by.
function engineOpener() {
  const packed = find('engine').textContent.trim();
  const sheet = JSON.parse(find('sheet').textContent);
  if (!packed || sheet === null || typeof WebAssembly === 'undefined') return null;
  return () => openEngine(packed, sheet);
}

const trace = indexTrace(JSON.parse(find('trace').textContent));
const quiz = new Quiz(trace, engineOpener());
const state = createState(trace);
const showControls = openControls(trace, state);
const showPicture = openPicture(trace, state, quiz);
const showTable = openTable(trace, state, quiz);
const showQuiz = openQuiz(trace, state, quiz, () => show(state.now));

// Shows what is chosen; `before` is what was, undefined: all anew.
function show(now, before) {
  showControls(before);
  showPicture?.(before);
  if (now.view === 'steps') showStep(trace, state, quiz);
  showQuiz();
  showPlace(trace, state, quiz);
  showTable(before);
  showList(trace, state, quiz, before);
  if (before && now.at !== before.at) settle();
}

// Once one stays at a step the address leads to it, and it is read aloud: who holds a key down hears the last one only.
let settling;
function settle() {
  clearTimeout(settling);
  settling = setTimeout(() => {
    history.replaceState(null, '', hashOf(trace.steps[state.now.at].id));
    tellStep(trace, state, quiz);
  }, 150);
}

showHead(trace);
for (const part of document.querySelectorAll('header, main')) part.hidden = false;
state.subscribe(show);
show(state.now);
openLinks(trace, state);
openPlaceClosing(state);
openPrinting(state);
performance.mark('ready');
