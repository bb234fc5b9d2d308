// The panel about a place of the picture: its steps, the steps that they are made from, the steps that they feed.

import { find } from './dom.js';
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

// Opens the panel about a place, and goes there.
export function openPlace(state, place) {
  state.set({ place });
  find('place-heading').focus({ preventScroll: true });
  find('place').scrollIntoView({ block: 'nearest' });
}

// Opens what closes the panel; who was in it goes back to the place in the picture.
export function openPlaceClosing(state) {
  const close = () => {
    const group = find('picture').querySelector(`[data-place="${CSS.escape(state.now.place)}"]`);
    state.set({ place: null });
    (group ?? find('step-heading')).focus();
  };
  find('place-close').addEventListener('click', close);
  find('place').addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && state.now.place !== null) close();
  });
}

export function showPlace(trace, state, quiz) {
  const { now } = state;
  const open = now.place !== null;
  find('place-hint').hidden = open;
  find('place-lists').hidden = !open;
  find('place-close').hidden = !open;
  find('place-heading').textContent = open ? `About ${placeWords(now.place)}` : 'About a place';
  if (!open) return;
  const { here, from, feeds } = stepsAbout(trace, now, now.place);
  const see = (number) => showing(trace, now, quiz, number);
  fillLinks(find('place-steps'), trace, here, see, 'none');
  fillLinks(find('place-from'), trace, from, see, 'nothing: it is given');
  fillLinks(find('place-feeds'), trace, feeds, see, 'no other step');
}
