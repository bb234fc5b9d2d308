// What is chosen: the update, the samples, the step, the view, the place in the picture, quiz or not. One store; whoever
// shows something of it subscribes and is told what there is now and what was before.

import { counterpart, firstComputed, inSample, inUpdate, placeIn, walkOf } from './trace_data.js';

// The update that a step is looked at in: its own; of what is given the one chosen, if that uses it, else the first.
function updateFor(trace, number, chosen) {
  if (inUpdate(trace, number, chosen)) return chosen;
  const step = trace.steps[number];
  return step.update ?? [...trace.usedIn[number]][0] ?? trace.firstUpdate;
}

// The samples that a step is looked at in: those chosen, if it belongs there, else its own.
function sampleFor(step, chosen) {
  return inSample(step, chosen) ? chosen : step.sample;
}

// The store. `now` has {update, sample, walk, at, view: 'steps' | 'list', place, quiz}: `walk` are the steps of the
// update and samples, `at` is the number of the step, `place` the key of a place in the picture or null.
export function createState(trace) {
  const listeners = [];
  const sample = trace.samples?.length > 1 ? 'all' : (trace.samples?.[0] ?? 'all');
  const walk = walkOf(trace, trace.firstUpdate, sample);
  let now = {
    update: trace.firstUpdate, sample, walk, at: firstComputed(trace, walk), view: 'steps', place: null, quiz: false,
  };

  function set(change) {
    const before = now;
    now = { ...now, ...change };
    if (now.update !== before.update || now.sample !== before.sample) {
      now.walk = walkOf(trace, now.update, now.sample);
    }
    for (const listener of listeners) listener(now, before);
  }

  // Goes to any step of the trace, and to the update and sample that it is of.
  function goTo(number) {
    const step = trace.steps[number];
    set({ at: number, update: updateFor(trace, number, now.update), sample: sampleFor(step, now.sample) });
  }

  const position = () => placeIn(now.walk, now.at);

  // The step that follows in a direction (1 or -1), in the next update where this one ends; undefined: none does.
  function neighbour(direction) {
    const inWalk = now.walk[position() + direction];
    if (inWalk !== undefined) return inWalk;
    const numbers = trace.updates?.map((update) => update.number) ?? [];
    const other = numbers[numbers.indexOf(now.update) + direction];
    if (other === undefined) return undefined;
    const walkThere = walkOf(trace, other, now.sample);
    return direction > 0 ? firstComputed(trace, walkThere) : walkThere.at(-1);
  }

  // The step to be at once the choice is another: the one that corresponds, else the next in the walk.
  function stay(update, samples) {
    const other = counterpart(trace, now.at, update, samples);
    const there = walkOf(trace, update, samples);
    if (other !== undefined && there[placeIn(there, other)] === other) return other;
    return there[placeIn(there, now.at)] === now.at ? now.at : firstComputed(trace, there);
  }

  return {
    get now() {
      return now;
    },
    subscribe: (listener) => listeners.push(listener),
    set,
    goTo,
    position,
    neighbour,
    move(direction) {
      const number = neighbour(direction);
      if (number !== undefined) goTo(number);
    },
    toPosition: (place) => goTo(now.walk[Math.max(0, Math.min(now.walk.length - 1, place))]),
    chooseUpdate: (update) => set({ update, at: stay(update, now.sample) }),
    chooseSample: (samples) => set({ sample: samples, at: stay(now.update, samples) }),
  };
}
