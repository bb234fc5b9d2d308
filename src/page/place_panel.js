// The panel about a place of the picture: its steps, the steps that they are made from, the steps that they feed.

import { find, make } from './dom.js';
import { fillLinks } from './step_link.js';
import { showing } from './showing.js';
import { inSample, inUpdate } from './trace_data.js';
import { placeWords } from './words.js';

const ascending = (numbers) => [...new Set(numbers)].sort((a, b) => a - b);

// The steps at a place that are of the update and samples chosen, those they use and those that use them.
export function stepsAbout(trace, now, place) {
  const chosen = (number) => inUpdate(trace, number, now.update) && inSample(trace.steps[number], now.sample);
  const here = (trace.atPlace.get(place) ?? []).filter(chosen);
  const within = new Set(here);
  const outside = (numbers) => ascending(numbers).filter((number) => !within.has(number) && chosen(number));
  return {
    here,
    from: outside(here.flatMap((number) => trace.steps[number].uses ?? [])),
    feeds: outside(here.flatMap((number) => trace.usedBy[number])),
  };
}

function column(heading, trace, numbers, see, none) {
  const list = make('ul', { class: 'scroll links' });
  fillLinks(list, trace, numbers, see, none);
  return make('section', {}, make('h3', {}, heading), list);
}

export function showPlace(trace, state, quiz) {
  const { now } = state;
  find('place-hint').hidden = now.place !== null;
  find('place-heading').textContent = now.place === null ? 'About a place' : `About ${placeWords(now.place)}`;
  if (now.place === null) {
    find('place-lists').replaceChildren();
    return;
  }
  const { here, from, feeds } = stepsAbout(trace, now, now.place);
  const see = (number) => showing(trace, now, quiz, number);
  find('place-lists').replaceChildren(
    column('Its steps', trace, here, see, 'none'),
    column('Made from', trace, from, see, 'nothing: it is given'),
    column('Feeds', trace, feeds, see, 'no other step'),
  );
}
