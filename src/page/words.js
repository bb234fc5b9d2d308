// What roles, phases and places are called, and what a step is in one sentence.

const ROLES = {
  input: ['input', 'what comes into the network'],
  target: ['target', 'what should come out'],
  parameter: ['parameter', 'given by the problem'],
  pre_activation: ['pre-activation', 'what comes into the unit, weighted and added up, plus the bias'],
  activation: ['activation', 'what the unit passes on'],
  dropout: ['dropout', 'what is left of the activation'],
  loss: ['loss', 'how far off the network is'],
  penalty: ['penalty', 'what large parameters cost'],
  partial: ['partial derivative', 'how fast one quantity changes with another'],
  error_term: ['error term', 'how fast the loss changes with the pre-activation'],
  gradient: ['gradient', 'how fast the loss changes with the parameter'],
  state: ['state of the optimizer', 'what it keeps from update to update, or makes on the way'],
  update: ['new parameter', 'the parameter after the update'],
};

// Formulas are no network: what is given and computed there has other words.
const FORMULA_ROLES = {
  parameter: ['given', 'a number that the formulas start from'],
  activation: ['value', 'what the formula gives'],
  loss: ['objective', 'what the derivatives are of'],
  partial: ['partial derivative', 'how fast one quantity changes with another'],
  gradient: ['derivative', 'how fast the objective changes with it'],
};

// The role of a step: [name, explanation].
export function roleWords(trace, step) {
  return (trace.picture !== 'network' && FORMULA_ROLES[step.role]) || ROLES[step.role] || [step.role, ''];
}

export const PHASE_WORDS = {
  given: 'Given', forward: 'Forward', loss: 'Loss', backward: 'Backward', update: 'Update',
};

function unitWords(layer, unit) {
  return layer === '0' ? `input ${unit}` : `unit ${unit} of layer ${layer}`;
}

// A place of the picture (render/places.h) in words.
export function placeWords(place) {
  if (place === 'E') return 'the loss';
  if (place === 'R') return 'the penalty';
  if (place.startsWith('g.')) return place.slice(2);
  const [layer, unit, from] = place.split('.');
  if (layer === 't') return `target ${unit}`;
  if (unit === 'b') return `bias of layer ${layer}`;
  if (from === 'b') return `bias of ${unitWords(layer, unit)}`;
  if (from === undefined) return unitWords(layer, unit);
  return `weight from ${unitWords(String(layer - 1), from)} to ${unitWords(layer, unit)}`;
}

// The sample that a step is of, where the steps of several stand together; else "".
export function sampleWords(trace, now, step) {
  const told = now.sample === 'all' && step.sample !== undefined && trace.samples.length > 1;
  return told ? `sample ${step.sample}` : '';
}

// Which update and sample a step is of; "" where there is only one.
export function whereWords(trace, step) {
  const parts = [];
  if (step.sample !== undefined && trace.samples.length > 1) parts.push(`sample ${step.sample}`);
  if (step.update !== undefined && trace.updates.length > 1) parts.push(`update ${step.update}`);
  return parts.join(', ');
}

export const relationSign = (step) => (step.exact ? '=' : '≈');
const relationWords = (step) => (step.exact ? 'equals' : 'is about');

// The step as it is read aloud: its name, role and, where it is not hidden, its value.
export function stepWords(trace, step, hidden) {
  const [role] = roleWords(trace, step);
  const value = hidden ? 'value hidden' : `${relationWords(step)} ${step.shown}`;
  return [`${step.name}: ${role}`, whereWords(trace, step), value].filter(Boolean).join(', ');
}
