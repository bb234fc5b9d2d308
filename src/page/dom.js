// Small helpers for making elements. Text goes in as text; markup only for the mathematics that handgrad itself wrote.

export const find = (id) => document.getElementById(id);

// An element with attributes (true: there, without a value; false and undefined: left out) and children, elements or
// text.
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false && value !== undefined) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

const MATHML = 'http://www.w3.org/1998/Math/MathML';

// A <math> element around MathML that handgrad wrote.
export function mathOf(markup) {
  const math = document.createElementNS(MATHML, 'math');
  math.innerHTML = markup;
  return math;
}

// Mathematics with the words that name it: for links and heads of tables, whose names are plain text.
export function namedMath(nodes, words) {
  const shown = make('span', { 'aria-hidden': 'true' }, ...nodes);
  return [shown, make('span', { class: 'unseen' }, words)];
}

// Children of a row that a line may be broken before: the signs between the terms of a sum.
const isBreak = (node, at) => at > 0 && node.localName === 'mo' && /^[+−]$/.test(node.textContent);

// Rows of at most so many parts are not broken.
const UNBROKEN_MOST = 6;

// The same as several <math> elements, between which lines may break: long sums come apart before their signs.
// `sign` is an operator before it all.
export function brokenMathOf(sign, markup) {
  const whole = mathOf(markup);
  const first = mathOf(`<mo form="infix">${sign}</mo>`);
  const pieces = [first];
  const alone = whole.childElementCount === 1 && whole.firstElementChild.localName === 'mrow';
  const row = alone ? whole.firstElementChild : whole;
  if (row.childElementCount > UNBROKEN_MOST) {
    [...row.children].forEach((node, at) => {
      if (isBreak(node, at)) {
        node.setAttribute('form', 'infix');
        pieces.push(mathOf(''));
      } else if (at === 0 && node.localName === 'mo') {
        node.setAttribute('form', 'prefix');
      }
      pieces.at(-1).append(node);
    });
  } else {
    first.append(...whole.childNodes);
  }
  for (const piece of pieces) piece.setAttribute('displaystyle', 'true');
  return pieces;
}
