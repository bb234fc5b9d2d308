// The step one is at: name, formula, the numbers in it, result, what it uses and who uses it; and the same as a sentence
// for those who listen.

import { brokenMathOf, find, make, mathOf } from './dom.js';
import { openPlace } from './place_panel.js';
import { fillLinks, needsSubstitution, valueNodes } from './step_link.js';
import { showing, substitutionShows } from './showing.js';
import { isGiven } from './trace_data.js';
import { placeWords, roleWords, sampleWords, stepWords } from './words.js';

// name = formula, then = substitution below, where it may be seen; given: nothing.
function equationRows(step, showNumbers) {
  if (!step.formula) return [];
  const name = mathOf(step.maths);
  name.setAttribute('displaystyle', 'true');
  const rows = [name, make('div', { id: 'formula' }, ...brokenMathOf('=', step.formula))];
  if (!needsSubstitution(step)) return rows;
  rows.push(make('span'), showNumbers
    ? make('div', { id: 'substitution' }, ...brokenMathOf('=', step.substitution))
    : make('div', { id: 'substitution', class: 'soft' }, 'The numbers in it are results: they are hidden in the quiz.'));
  return rows;
}

// Left alone while the step is the same: it has a button to click.
function showRole(trace, state, step) {
  const content = `${step.id} ${state.now.sample}`;
  if (find('step-role').dataset.content === content) return;
  find('step-role').dataset.content = content;
  const [role, explanation] = roleWords(trace, step);
  const words = [make('strong', {}, role), explanation && `: ${explanation}`];
  const where = sampleWords(trace, state.now, step);
  if (where) words.push(` (${where})`);
  find('step-role').replaceChildren(...words.filter(Boolean), ' ', ...(step.at ?? []).map((place) => {
    const button = make('button', { type: 'button', class: 'small' }, placeWords(place));
    button.addEventListener('click', () => openPlace(state, place));
    return button;
  }));
}

export function showStep(trace, state, quiz) {
  const { now } = state;
  const step = trace.steps[now.at];
  const see = (number) => showing(trace, now, quiz, number);
  find('step-heading').replaceChildren('Step: ', mathOf(step.maths));
  showRole(trace, state, step);
  find('equation').replaceChildren(...equationRows(step, substitutionShows(trace, now, quiz, now.at)));
  const seen = see(now.at);
  find('result').replaceChildren(mathOf(step.maths), ' ', ...valueNodes(step, seen), isGiven(step) ? ' (given)' : '');
  find('step-note').textContent = (seen.kind === 'value' && step.note) || '';
  fillLinks(find('uses'), trace, step.uses ?? [], see, isGiven(step) ? 'nothing: it is given' : 'nothing: it is constant');
  fillLinks(find('used-by'), trace, trace.usedBy[now.at], see, 'no step: it is a result');
  // Last, since it has all of this laid out.
  find('equation').scrollTop = 0;
}

// Says the step to those who listen.
export function tellStep(trace, state, quiz) {
  const { now } = state;
  const hidden = showing(trace, now, quiz, now.at).kind !== 'value';
  find('live').textContent = `Step ${state.position() + 1} of ${now.walk.length}. ${
    stepWords(trace, trace.steps[now.at], hidden)}`;
}
