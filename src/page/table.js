// The table of old and new parameters and their gradients. Made once for each update; a step touches the cells whose
// values it makes known.

import { find, make, mathOf } from './dom.js';
import { hashOf } from './links.js';
import { numberMarkup } from './step_link.js';
import { showing } from './showing.js';
import { firstOf, newParameters } from './trace_data.js';
import { relationSign } from './words.js';

function cellContent(step, seen) {
  if (seen.kind === 'unknown') return '';
  if (seen.kind === 'hidden') return '?';
  if (seen.kind === 'own') return make('span', { class: 'own' }, seen.text);
  const sign = step.exact ? '' : `<mo form="prefix">${relationSign(step)}</mo>`;
  return mathOf(`<mrow>${sign}${numberMarkup(step)}</mrow>`);
}

// A cell for a step; `cells` keeps its link and what it shows.
function makeCell(trace, number, cells) {
  if (number === undefined) return make('td');
  const link = make('a', { href: hashOf(trace.steps[number].id), 'aria-label': trace.steps[number].name });
  cells.push({ number, link, kind: '', text: '' });
  return make('td', {}, link);
}

function makeTable(trace, numbers, cells) {
  const heads = ['parameter', 'old', 'gradient', 'new'].map((text) => make('th', { scope: 'col' }, text));
  const rows = numbers.map((number) => {
    const step = trace.steps[number];
    return make('tr', {}, make('th', { scope: 'row' }, mathOf(trace.steps[firstOf(trace, number)].maths)),
      ...[step.before, step.gradient, number].map((cell) => makeCell(trace, cell, cells)));
  });
  return make('table', {}, make('thead', {}, make('tr', {}, ...heads)), make('tbody', {}, ...rows));
}

function fillCell(trace, cell, seen) {
  if (cell.kind === seen.kind && cell.text === seen.text) return;
  Object.assign(cell, seen);
  const step = trace.steps[cell.number];
  cell.link.replaceChildren(cellContent(step, seen));
  cell.link.setAttribute('aria-label', seen.text ? `${step.name} ${relationSign(step)} ${seen.text}`
    : `${step.name}, not computed yet`);
}

// The cells that a step from `before` to `now` can change: those of the steps between; all where more than that changed.
function touchedCells(cells, now, before) {
  if (!before || now.update !== before.update || now.quiz !== before.quiz || now.view !== before.view) return cells;
  const [low, high] = [Math.min(now.at, before.at), Math.max(now.at, before.at)];
  return cells.filter(({ number }) => number > low && number <= high);
}

// Gives the function that shows the table of what is chosen; `before` is what was, undefined: all anew.
export function openTable(trace, state, quiz) {
  let update = null;
  let cells = [];
  return (before) => {
    const { now } = state;
    if (update !== now.update) {
      update = now.update;
      cells = [];
      const numbers = newParameters(trace, update);
      find('parameters').hidden = !numbers.length;
      find('parameters-table').replaceChildren(makeTable(trace, numbers, cells));
    }
    for (const cell of touchedCells(cells, now, before)) {
      fillCell(trace, cell, showing(trace, now, quiz, cell.number));
    }
  };
}
