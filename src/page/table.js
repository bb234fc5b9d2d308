// The table of old and new parameters and their gradients. Made once for each update; a step touches the cells whose
// values it makes known. Its rows are laid out as grids (page.css): the roles say that it is a table all the same.

import { find, make, mathOf, namedMath } from './dom.js';
import { hashOf } from './links.js';
import { numberMarkup, valueWords } from './step_link.js';
import { showing } from './showing.js';
import { firstOf, newParameters } from './trace_data.js';
import { relationSign } from './words.js';

function cellNodes(step, seen) {
  if (seen.kind === 'unknown') return [];
  if (seen.kind === 'hidden') return ['?'];
  if (seen.kind === 'own') return [make('span', { class: 'own' }, seen.text)];
  const sign = step.exact ? '' : `<mo form="prefix">${relationSign(step)}</mo>`;
  return [mathOf(`<mrow>${sign}${numberMarkup(step)}</mrow>`)];
}

const cellWords = (step, seen) => `${step.name}${valueWords(step, seen) || ', not computed yet'}`;

// A cell for a step; `cells` keeps its link and what it shows.
function makeCell(trace, number, cells) {
  if (number === undefined) return make('td', { role: 'cell' });
  const link = make('a', { href: hashOf(trace.steps[number].id) });
  cells.push({ number, link, kind: null, text: '' });
  return make('td', { role: 'cell' }, link);
}

function makeTable(trace, numbers, cells) {
  const heads = ['parameter', 'old', 'gradient', 'new'].map((text) => make('th', { scope: 'col', role: 'columnheader' }, text));
  const rows = numbers.map((number) => {
    const step = trace.steps[number];
    const first = trace.steps[firstOf(trace, number)];
    return make('tr', { role: 'row' }, make('th', { scope: 'row', role: 'rowheader' }, ...namedMath([mathOf(first.maths)], first.name)),
      ...[step.before, step.gradient, number].map((cell) => makeCell(trace, cell, cells)));
  });
  return make('table', { role: 'table' }, make('thead', { role: 'rowgroup' }, make('tr', { role: 'row' }, ...heads)),
    make('tbody', { role: 'rowgroup' }, ...rows));
}

function fillCell(trace, cell, seen) {
  if (cell.kind === seen.kind && cell.text === seen.text) return;
  Object.assign(cell, seen);
  const step = trace.steps[cell.number];
  cell.link.replaceChildren(...namedMath(cellNodes(step, seen), cellWords(step, seen)));
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
