// What a page must show: the JSON trace of the same command, indexed. And which place of the picture a quantity has, from
// its id alone (src/render/places.h).
import { file, htmlFile, output, source } from './setting.mjs';

// The worked examples and problems that are walked through: a network, a batch with two updates, formulas.
const BATCH = {
  title: 'Two samples, two updates, momentum', inputs: [[1, -0.5], [0.25, 2]], targets: [[1], [0]],
  layers: [
    { activation: 'tanh', weights: [[0.3, -0.2], [-0.4, 0.1]], biases: [0.05, -0.15] },
    { activation: 'sigmoid', weights: [[0.7, -0.6]], biases: [0.2] },
  ],
  loss: { kind: 'binary_cross_entropy' }, optimizer: { kind: 'momentum', learning_rate: 0.5, momentum: 0.9 }, updates: 2,
};
export const problems = {
  network: () => 'two_three_one',
  batch: () => file('batch.json', BATCH),
  formulas: () => 'recurrent_cell',
};

// The trace of a problem: {title, steps, byId, path of its page}.
export function truthOf(name, problem) {
  const trace = JSON.parse(output('trace', problem, '--format', 'json'));
  const byId = new Map(trace.steps.map((step, number) => [step.id, number]));
  return { ...trace, name, byId, path: htmlFile(`${name}.html`, 'trace', problem) };
}

export const answersFile = (name) => `${source}/worked_examples/answers/${name}.json`;

// "u1.s2.dE/dw1[1,2]" is {update: 1, sample: 2, quantity: "dE/dw1[1,2]"}.
export function partsOf(id) {
  const [, update, sample, quantity] = id.match(/^(?:u(\d+)\.)?(?:s(\d+)\.)?(.*)$/);
  return { update: update && Number(update), sample: sample && Number(sample), quantity };
}

// Of a network: undefined where there is no place.
export function placeOf(id) {
  const { quantity } = partsOf(id);
  const by = quantity.replace(/^.*\/d/, '').replace(/^[a-z]+\./, '');
  const [, letters, layer, indices] = by.match(/^([a-zA-Z]+)(\d*)(?:\[([\d,]+)\])?$/) ?? [];
  const at = indices?.replaceAll(',', '.');
  switch (letters) {
  case 'x': return `0.${at}`;
  case 't': return `t.${at}`;
  case 'w': return `${layer}.${at}`;
  case 'b': return at ? `${layer}.${at}.b` : `${layer}.b`;
  case 'z': case 'a': case 'd': case 'mask': return `${layer}.${at}`;
  case 'E': case 'R': return letters;
  default: return undefined;
  }
}

export const relationOf = (step) => (step.exact ? '=' : '≈');
