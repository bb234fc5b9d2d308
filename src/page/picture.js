// The picture: lights the step and what it uses, fills values in as they become known, says the signs of weights, and
// leads from each of its places to the panel about it.

import { find } from './dom.js';
import { openPlace } from './place_panel.js';
import { showing } from './showing.js';
import { placeIn, writtenAt } from './trace_data.js';
import { placeWords, relationSign } from './words.js';

// The sample whose values stand in the picture: the one chosen, else that of the step or of the last one before it
// that is of a sample; undefined for the mean.
function sampleOf(trace, now) {
  if (now.sample !== 'all') return now.sample;
  for (let at = placeIn(now.walk, now.at); at >= 0; at--) {
    const { sample } = trace.steps[now.walk[at]];
    if (sample !== undefined) return sample;
  }
  return trace.samples?.[0];
}

// Does a value stand in the picture of an update and sample? Parameters do until there are newer ones.
function standsIn(step, update, sample) {
  if (step.sample !== undefined && step.sample !== sample) return false;
  if (step.update === undefined || step.update === update) return true;
  return step.role === 'update' && step.update < update;
}

// Of the steps written at a place the last whose value there is by now; undefined: none.
function lastKnown(trace, now, quiz, sample, written) {
  for (let at = written.length - 1; at >= 0; at--) {
    const step = trace.steps[written[at]];
    if (!standsIn(step, now.update, sample)) continue;
    const seen = showing(trace, now, quiz, written[at]);
    if (seen.kind !== 'unknown') return { step, seen };
  }
  return undefined;
}

// A unit is called by its activation: any other value of it has its own name before it.
const NAMED_APART = new Set(['pre_activation', 'dropout']);

// Pictures of more edges are too crowded for wide ones.
const WIDE_EDGES_MOST = 100;

// Lines are thin: what can be clicked is wider than what is seen.
function widenEdges(svg) {
  const paths = svg.querySelectorAll('.edge > path');
  if (paths.length > WIDE_EDGES_MOST) return;
  for (const path of paths) {
    const wide = path.cloneNode();
    wide.setAttribute('class', 'wide');
    path.after(wide);
  }
}

// The title of a group, made where there is none: its name for those who listen, and a hint where the mouse rests.
function title(group) {
  if (group.firstElementChild?.localName !== 'title') {
    group.prepend(document.createElementNS(group.namespaceURI, 'title'));
  }
  return group.firstElementChild;
}

// The places of the picture: key -> its groups (a bias that units share has several), where its value is written, and
// the steps that are written there.
function placesOf(trace, svg) {
  const places = new Map();
  // Boxes side by side have no room for a second name.
  const fits = (number) => !svg.matches('.crowded') || !NAMED_APART.has(trace.steps[number].role);
  for (const group of svg.querySelectorAll('[data-place]')) {
    const key = group.dataset.place;
    if (!places.has(key)) {
      places.set(key, { key, groups: [], values: [], written: writtenAt(trace, key).filter(fits), text: '' });
    }
    places.get(key).groups.push(group);
    places.get(key).values.push(...group.querySelectorAll('.value'));
    group.setAttribute('role', 'button');
    group.setAttribute('tabindex', '-1');
    title(group).textContent = placeWords(key);
  }
  widenEdges(svg);
  for (const place of places.values()) {
    for (const value of place.values) value.textContent = '';
  }
  return places;
}

// A weight's sign as far as it is known.
function showSign(group, known) {
  const value = known && known.seen.kind !== 'hidden' ? parseFloat(known.seen.text) : NaN;
  group.classList.toggle('negative', value < 0);
  group.classList.toggle('positive', value > 0);
}

function fillPlace(place, known) {
  const shown = known?.seen.text.replace(/^-/, '−');
  const text = NAMED_APART.has(known?.step.role) ? `${known.step.name}: ${shown}` : shown ?? '';
  if (text === place.text) return;
  place.text = text;
  const sign = known?.seen.kind === 'value' ? relationSign(known.step) : '≈';
  const words = placeWords(place.key);
  for (const value of place.values) value.textContent = text;
  for (const group of place.groups) {
    title(group).textContent = known ? `${words}, ${known.step.name} ${sign} ${shown}` : words;
    if (group.classList.contains('edge')) showSign(group, known);
  }
}

// Which places a step from `before` to `now` can change: those of the steps between them; null: all.
function touched(trace, now, before) {
  if (!before || now.walk !== before.walk || now.quiz !== before.quiz || now.view !== before.view) return null;
  const [low, high] = [Math.min(now.at, before.at), Math.max(now.at, before.at)];
  if (high - low > 200) return null;
  const keys = new Set();
  for (let number = low; number <= high; number++) for (const key of trace.steps[number].at ?? []) keys.add(key);
  return keys;
}

function relight(places, lit, name, keys) {
  const wanted = new Set(keys);
  const each = (key, change) => places.get(key)?.groups.forEach(change);
  for (const key of lit) if (!wanted.has(key)) each(key, (group) => group.classList.remove(name));
  for (const key of wanted) each(key, (group) => group.classList.add(name));
  return wanted;
}

// Only one place is reached by Tab; the arrows up and down lead to the others.
function makeReachable(svg, places, choose) {
  const keys = [...places.keys()];
  let reached = 0;
  const reach = (to, focus) => {
    places.get(keys[reached]).groups[0].setAttribute('tabindex', '-1');
    reached = (to + keys.length) % keys.length;
    const [group] = places.get(keys[reached]).groups;
    group.setAttribute('tabindex', '0');
    if (focus) group.focus();
  };
  svg.addEventListener('click', (event) => {
    const key = event.target.closest('[data-place]')?.dataset.place;
    if (key === undefined) return;
    reach(keys.indexOf(key), false);
    choose(key);
  });
  svg.addEventListener('keydown', (event) => {
    const key = event.target.dataset?.place;
    if (key === undefined) return;
    if (event.key === 'ArrowDown') reach(reached + 1, true);
    else if (event.key === 'ArrowUp') reach(reached - 1, true);
    else if (event.key === 'Enter' || event.key === ' ') choose(key);
    else return;
    event.preventDefault();
  });
  reach(0, false);
}

// Makes the picture live. Gives the function that shows what is chosen; `before` undefined: all anew. null: no picture.
export function openPicture(trace, state, quiz) {
  const svg = find('picture').querySelector('svg');
  if (!svg) {
    find('picture-box').hidden = true;
    return null;
  }
  svg.setAttribute('role', 'group');
  const places = placesOf(trace, svg);
  makeReachable(svg, places, (place) => openPlace(state, place));
  let now = new Set();
  let used = new Set();
  let picked = new Set();
  let shownSample;
  return (before) => {
    const chosen = state.now;
    const step = trace.steps[chosen.at];
    const sample = sampleOf(trace, chosen);
    const keys = sample === shownSample ? touched(trace, chosen, before) : null;
    if (sample !== shownSample || !before) {
      const told = trace.samples?.length > 1 && typeof sample === 'number';
      find('picture-heading').textContent = told ? `Picture: sample ${sample}` : 'Picture';
    }
    shownSample = sample;
    for (const key of keys ?? places.keys()) {
      const place = places.get(key);
      if (place) fillPlace(place, lastKnown(trace, chosen, quiz, sample, place.written));
    }
    const lights = chosen.view === 'steps';
    now = relight(places, now, 'now', lights ? step.at ?? [] : []);
    const usedKeys = lights ? (step.uses ?? []).flatMap((number) => trace.steps[number].at ?? []) : [];
    used = relight(places, used, 'used', usedKeys.filter((key) => !now.has(key)));
    picked = relight(places, picked, 'picked', chosen.place === null ? [] : [chosen.place]);
  };
}
