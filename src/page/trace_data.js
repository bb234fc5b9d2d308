// The steps of a trace, indexed: who uses whom, what belongs to which place of the picture, which steps one walks
// through. Steps are called by their number, which is their place in the trace. Nothing here changes once it is made,
// and nothing knows of the document.

// Adds to the data (render/page_data.h) what is asked of it at every step:
//   byId      id -> number
//   usedBy    of each step, the numbers of the steps that use it
//   atPlace   place in the picture -> numbers of the steps there
//   usedIn    of each given step, the updates that use it
export function indexTrace(data) {
  const { steps } = data;
  const byId = new Map();
  const atPlace = new Map();
  const usedBy = steps.map(() => []);
  const usedIn = steps.map(() => new Set());
  steps.forEach((step, number) => {
    byId.set(step.id, number);
    for (const place of step.at ?? []) {
      if (!atPlace.has(place)) atPlace.set(place, []);
      atPlace.get(place).push(number);
    }
    for (const used of step.uses ?? []) {
      usedBy[used].push(number);
      usedIn[used].add(step.update);
    }
  });
  const updates = data.updates?.map((update) => update.number) ?? [];
  return { ...data, byId, atPlace, usedBy, usedIn, firstUpdate: updates[0] };
}

export const PHASES = ['given', 'forward', 'loss', 'backward', 'update'];

export const isGiven = (step) => step.phase === 'given';

// Is the value of this step known to somebody who is at step `at`? What is given once and for all always is.
export function isKnown(trace, at, number) {
  const step = trace.steps[number];
  return number <= at || (isGiven(step) && step.update === undefined);
}

// Does a step belong to an update? What is given belongs to those that use it, and to the first if none does.
export function inUpdate(trace, number, update) {
  const step = trace.steps[number];
  if (step.update !== undefined) return step.update === update;
  if (!isGiven(step)) return true;
  const users = trace.usedIn[number];
  return users.has(update) || users.has(undefined) || (users.size === 0 && update === trace.firstUpdate);
}

// Does a step belong to a choice of samples: 'all', 'mean' (what is of no sample), or one sample?
export function inSample(step, sample) {
  return sample === 'all' || step.sample === undefined || step.sample === sample;
}

// The numbers of the steps that one walks through, in the order of the trace.
export function walkOf(trace, update, sample) {
  const walk = [];
  for (let number = 0; number < trace.steps.length; number++) {
    if (inSample(trace.steps[number], sample) && inUpdate(trace, number, update)) walk.push(number);
  }
  return walk;
}

// The place in an ascending list of the last entry that is at most `number`; -1: none is.
export function placeIn(list, number) {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle] <= number) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

// The first computed step of a walk, else its first.
export function firstComputed(trace, walk) {
  return walk.find((number) => !isGiven(trace.steps[number])) ?? walk[0];
}

// The stretches of a walk that are of one phase: {phase, start} with the place in the walk where each begins.
export function stretchesOf(trace, walk) {
  const stretches = [];
  walk.forEach((number, start) => {
    const { phase } = trace.steps[number];
    if (stretches.at(-1)?.phase !== phase) stretches.push({ phase, start });
  });
  return stretches;
}

// The step that is in another update and sample what this one is here; undefined: there is none.
export function counterpart(trace, number, update, sample) {
  let { id } = trace.steps[number];
  if (update !== undefined) id = id.replace(/^u\d+(?=\.)/, `u${update}`);
  if (typeof sample === 'number') id = id.replace(/(^|\.)s\d+(?=\.)/, `$1s${sample}`);
  return trace.byId.get(id);
}

// The steps that make new parameters in an update, for the table of old and new ones.
export function newParameters(trace, update) {
  const numbers = [];
  trace.steps.forEach((step, number) => {
    if (step.role === 'update' && step.before !== undefined && inUpdate(trace, number, update)) numbers.push(number);
  });
  return numbers;
}

// The step of the parameter as it was given: what a new parameter is called at first.
export function firstOf(trace, number) {
  let first = number;
  while (trace.steps[first].before !== undefined) first = trace.steps[first].before;
  return first;
}

// The kind of quantity that the picture writes at a place; derivatives and states are only lit.
const WRITTEN = new Set(['input', 'target', 'parameter', 'pre_activation', 'activation', 'dropout', 'loss', 'penalty',
  'update']);

// The steps whose values are written at a place, in the order of the trace.
export function writtenAt(trace, place) {
  return (trace.atPlace.get(place) ?? []).filter((number) => WRITTEN.has(trace.steps[number].role));
}
