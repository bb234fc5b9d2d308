// A step as a link, with what may be seen of its value; and values as mathematics. Used wherever steps are named.

import { make, mathOf, namedMath } from './dom.js';
import { hashOf } from './links.js';
import { relationSign } from './words.js';

export const numberMarkup = (step) => step.number ?? `<mn>${step.shown}</mn>`;

// Do the numbers in the formula say more than formula and result? A formula that is one quantity has its value there.
export function needsSubstitution(step) {
  return step.substitution !== undefined && step.substitution !== step.formula
    && step.substitution !== numberMarkup(step);
}

// What may be seen of a value, `seen` from showing.js, with its sign of relation: nodes to be put in.
export function valueNodes(step, seen) {
  if (seen.kind === 'value') return [mathOf(`<mo form="infix">${relationSign(step)}</mo>${numberMarkup(step)}`)];
  if (seen.kind === 'own') return [make('span', { class: 'own' }, `≈ ${seen.text}`)];
  if (seen.kind === 'hidden') return [make('span', { class: 'hidden-value' }, '= ?')];
  return [];
}

// A value in words, with its sign of relation before it; "" where none is known.
export function valueWords(step, seen) {
  if (!seen.text) return '';
  return ` ${seen.kind === 'value' ? relationSign(step) : '≈'} ${seen.text}`;
}

// The link to a step: its name, then its value.
export function stepLink(step, seen) {
  return make('a', { href: hashOf(step.id) },
    ...namedMath([mathOf(step.maths), ' ', ...valueNodes(step, seen)], `${step.name}${valueWords(step, seen)}`));
}

const LINKS_MOST = 24;

// Fills a list with links to steps: long lists on demand only. `none` is said where there is none. A list that would be
// the same again is left alone: somebody may be about to click in it.
export function fillLinks(list, trace, numbers, see, none) {
  const first = numbers.slice(0, LINKS_MOST);
  const content = JSON.stringify([numbers.length, none, first, first.map(see)]);
  if (list.dataset.content === content) return;
  list.dataset.content = content;
  const item = (number) => make('li', {}, stepLink(trace.steps[number], see(number)));
  const items = first.map(item);
  if (numbers.length > LINKS_MOST) {
    const more = make('button', { type: 'button' }, `${numbers.length - LINKS_MOST} more`);
    more.addEventListener('click', () => {
      const rest = numbers.slice(LINKS_MOST).map(item);
      more.parentElement.replaceWith(...rest);
      rest[0].firstChild.focus();
    });
    items.push(make('li', {}, more));
  }
  if (!numbers.length) items.push(make('li', { class: 'soft' }, none));
  list.replaceChildren(...items);
}
