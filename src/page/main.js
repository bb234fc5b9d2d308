// The entry of the page: reads the data, opens the parts, and shows in each of them what is chosen.

import { openControls } from './controls.js';
import { find, make } from './dom.js';
import { openEngine } from './engine.js';
import { hashOf, idOf } from './links.js';
import { showList } from './list.js';
import { openPicture } from './picture.js';
import { showPlace } from './place_panel.js';
import { Quiz } from './quiz.js';
import { openQuiz } from './quiz_panel.js';
import { createState } from './state.js';
import { makeTeller, showStep } from './step_panel.js';
import { openTable } from './table.js';
import { indexTrace } from './trace_data.js';

function showHead(trace) {
  document.title = trace.title;
  find('title').textContent = trace.title;
  find('legend').textContent = trace.legend;
  if (!trace.conventions?.length) return;
  find('conventions').append(make('p', {}, 'Conventions in force:'),
    make('ul', {}, ...trace.conventions.map(({ text }) => make('li', { dir: 'auto' }, text))));
}

// Follows links to steps, those of the page and those with which it was opened.
function openLinks(trace, state) {
  const follow = () => {
    const id = idOf(location.hash);
    const number = trace.byId.get(id);
    if (number === undefined) {
      if (id) find('live').textContent = `There is no step ${id} in this trace.`;
      return;
    }
    const inside = document.activeElement?.closest('#step, #list');
    if (state.now.view === 'list') state.set({ view: 'steps' });
    state.goTo(number);
    if (inside) find('step-heading').focus();
  };
  addEventListener('hashchange', follow);
  find('skip').addEventListener('click', (event) => {
    event.preventDefault();
    find(state.now.view === 'list' ? 'list-heading' : 'step-heading').focus();
  });
  follow();
}

// What is printed is the list.
function openPrinting(state) {
  let view = null;
  addEventListener('beforeprint', () => {
    view = state.now.view;
    state.set({ view: 'list' });
  });
  addEventListener('afterprint', () => state.set({ view: view ?? 'steps' }));
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
const tell = makeTeller();

// Shows what is chosen; `before` is what was, undefined: all anew.
function show(now, before) {
  showControls(before);
  showPicture?.(before);
  if (now.view === 'steps') showStep(trace, state, quiz);
  showQuiz();
  showPlace(trace, state, quiz);
  showTable(before);
  showList(trace, state, quiz, before);
  if (before && now.at !== before.at) {
    history.replaceState(null, '', hashOf(trace.steps[now.at].id));
    tell(trace, state, quiz);
  }
}

showHead(trace);
for (const part of document.querySelectorAll('header, main')) part.hidden = false;
state.subscribe(show);
show(state.now);
openLinks(trace, state);
openPrinting(state);
performance.mark('ready');
