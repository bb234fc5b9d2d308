// What one chooses with: update, samples, view, the slider with its phases, the buttons, the keys.

import { find, make } from './dom.js';
import { PHASES, stretchesOf, walkOf } from './trace_data.js';
import { PHASE_WORDS, roleWords } from './words.js';

// ---- update, samples, view ----

function updateOption({ number, after }) {
  return make('option', { value: number }, after ? `${number}, forward only` : `${number}`);
}

function openChoosers(trace, state) {
  const updates = trace.updates ?? [];
  find('update-chooser').hidden = updates.length < 2;
  find('update').append(...updates.map(updateOption));
  find('update').addEventListener('change', () => state.chooseUpdate(Number(find('update').value)));
  const samples = trace.samples ?? [];
  find('sample-chooser').hidden = samples.length < 2;
  find('sample').append(make('option', { value: 'all' }, 'all, one after the other'),
    ...samples.map((sample) => make('option', { value: sample }, `${sample}`)),
    make('option', { value: 'mean' }, "the batch's mean"));
  find('sample').addEventListener('change', () => {
    const { value } = find('sample');
    state.chooseSample(value === 'all' || value === 'mean' ? value : Number(value));
  });
  find('view').addEventListener('change', () => state.set({ view: find('view').value }));
}

// Samples of which the update has no step cannot be chosen.
function showChoosers(trace, now, before) {
  find('update').value = now.update;
  find('view').value = now.view;
  if (!before || before.update !== now.update) {
    const there = new Set(walkOf(trace, now.update, 'all').map((number) => trace.steps[number].sample));
    for (const option of find('sample').options) {
      if (/^\d/.test(option.value)) option.disabled = !there.has(Number(option.value));
    }
  }
  find('sample').value = now.sample;
}

// ---- slider and phases ----

function showWalk(trace, state) {
  const { walk } = state.now;
  const stretches = stretchesOf(trace, walk);
  find('slider').max = walk.length - 1;
  find('ticks').replaceChildren(...stretches.map(({ phase, start }) =>
    make('option', { value: start, label: PHASE_WORDS[phase] })));
  for (const button of find('phases').children) {
    const first = stretches.find(({ phase }) => phase === button.value);
    button.disabled = !first;
    button.dataset.start = first?.start;
  }
}

function openPhases(state) {
  find('phases').append(...PHASES.map((phase) => make('button', { type: 'button', value: phase }, PHASE_WORDS[phase])));
  find('phases').addEventListener('click', (event) => {
    const { start } = event.target.dataset;
    if (start !== undefined) state.toPosition(Number(start));
  });
}

function showPosition(trace, state) {
  const { now } = state;
  const step = trace.steps[now.at];
  const count = `step ${state.position() + 1} of ${now.walk.length}`;
  find('slider').value = state.position();
  find('slider').setAttribute('aria-valuetext', `${PHASE_WORDS[step.phase]}, ${count}: ${step.name}, ${
    roleWords(trace, step)[0]}`);
  find('counter').textContent = count;
  for (const [id, direction] of [['back', -1], ['next', 1]]) {
    find(id).setAttribute('aria-disabled', state.neighbour(direction) === undefined);
  }
  for (const button of find('phases').children) {
    if (button.value === step.phase) button.setAttribute('aria-current', 'step');
    else button.removeAttribute('aria-current');
  }
}

// ---- keys ----

// Somebody who types, drags the slider, chooses from a list or scrolls a box sideways means that with these keys.
function keysAreTaken(target) {
  return target.closest('input, select, textarea') !== null
    || (target.matches('.scroll') && target.scrollWidth > target.clientWidth);
}

function openKeys(state) {
  const keys = {
    ArrowLeft: () => state.move(-1),
    ArrowRight: () => state.move(1),
    Home: () => state.toPosition(0),
    End: () => state.toPosition(Infinity),
  };
  document.addEventListener('keydown', (event) => {
    const other = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || event.defaultPrevented;
    if (other || !keys[event.key] || state.now.view !== 'steps' || keysAreTaken(event.target)) return;
    event.preventDefault();
    keys[event.key]();
  });
}

// Opens all of these; gives the function that shows what is chosen.
export function openControls(trace, state) {
  openChoosers(trace, state);
  openPhases(state);
  openKeys(state);
  find('back').addEventListener('click', () => state.move(-1));
  find('next').addEventListener('click', () => state.move(1));
  find('slider').addEventListener('input', () => state.toPosition(find('slider').valueAsNumber));
  return (before) => {
    showChoosers(trace, state.now, before);
    if (state.now.walk !== before?.walk) showWalk(trace, state);
    showPosition(trace, state);
  };
}
