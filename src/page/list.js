// All steps of the update and samples as a list: the other view, and what is printed. Made when it is asked for.

import { brokenMathOf, find, make, mathOf } from './dom.js';
import { hashOf } from './links.js';
import { needsSubstitution, numberMarkup, valueNodes } from './step_link.js';
import { showing, substitutionShows } from './showing.js';
import { stretchesOf } from './trace_data.js';
import { PHASE_WORDS, sampleWords } from './words.js';

function makeItem(trace, now, quiz, number, count) {
  const step = trace.steps[number];
  const seen = showing(trace, now, quiz, number);
  const nodes = [mathOf(step.maths), ' '];
  if (step.formula && step.formula !== numberMarkup(step)) nodes.push(...brokenMathOf('=', step.formula), ' ');
  if (needsSubstitution(step) && substitutionShows(trace, now, quiz, number)) {
    nodes.push(...brokenMathOf('=', step.substitution), ' ');
  }
  nodes.push(...valueNodes(step, seen));
  const note = [sampleWords(trace, now, step), seen.kind === 'value' && step.note].filter(Boolean).join('. ');
  if (note) nodes.push(' ', make('span', { class: 'soft' }, `(${note})`));
  return make('li', {}, make('a', { href: hashOf(step.id), 'aria-label': `Step ${count}, ${step.name}` }, `${count}`),
    make('div', {}, ...nodes));
}

// Longer lists are laid out as far as they are seen.
const LONG = 400;

function headingWords(trace, now) {
  const parts = [];
  if (trace.updates?.length > 1) parts.push(` of update ${now.update}`);
  if (trace.samples?.length > 1 && now.sample !== 'all') {
    parts.push(now.sample === 'mean' ? ", the batch's mean" : `, sample ${now.sample}`);
  }
  return parts.join('');
}

function fillList(trace, now, quiz) {
  const stretches = stretchesOf(trace, now.walk);
  const parts = stretches.flatMap(({ phase, start }, at) => {
    const numbers = now.walk.slice(start, stretches[at + 1]?.start);
    const items = numbers.map((number, place) => makeItem(trace, now, quiz, number, start + place + 1));
    return [make('h3', {}, PHASE_WORDS[phase]), make('ol', { class: 'steps', role: 'list' }, ...items)];
  });
  find('list-heading').textContent = `All steps${headingWords(trace, now)}`;
  find('list-steps').classList.toggle('long', now.walk.length > LONG);
  find('list-steps').replaceChildren(...parts);
}

// Shows the list where it is the view, and takes it away where it is not.
// `before` is what was chosen; undefined: all anew.
export function showList(trace, state, quiz, before) {
  const { now } = state;
  const listed = now.view === 'list';
  const changed = !before || now.view !== before.view || now.quiz !== before.quiz || (listed && now.walk !== before.walk);
  if (!changed) return;
  find('list').hidden = !listed;
  for (const id of ['step', 'controls', 'place']) find(id).hidden = listed;
  document.body.classList.toggle('listed', listed);
  if (listed) fillList(trace, now, quiz);
  else find('list-steps').replaceChildren();
}
