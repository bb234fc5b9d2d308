// What of a step's value may be seen: one answer for panel, picture, table, list and links alike, so that nothing is
// seen in one of them that another one hides.

import { isGiven, isKnown } from './trace_data.js';

// {kind, text}: 'unknown', not computed yet: nothing is shown; 'hidden' in the quiz; 'own', what the reader answered;
// 'value', as the trace has it. `quiz` is the reader's record (quiz.js).
export function showing(trace, now, quiz, number) {
  const step = trace.steps[number];
  if (now.view !== 'list' && !isKnown(trace, now.at, number)) return { kind: 'unknown', text: '' };
  if (!now.quiz || isGiven(step) || quiz.isShown(step.id)) return { kind: 'value', text: step.shown };
  const own = quiz.known(step.id);
  return own === undefined ? { kind: 'hidden', text: '?' } : { kind: 'own', text: own };
}

// May the numbers that stand in the formula be seen? They are the true ones, so in the quiz only where none of them
// is a result that is hidden.
export function substitutionShows(trace, now, quiz, number) {
  return (trace.steps[number].uses ?? []).every((used) => showing(trace, { ...now, at: number }, quiz, used).kind
    === 'value');
}
