// Marks with the modules that the page has: node mark.mjs ENGINE.js ANSWERS.js, with a job as JSON on standard input:
// {engine, sheet, full, again, submissions: [{text, habits}]}; full: the engine finds its memory used up. Writes as JSON what
// became of each, {report} of a table, {object, saved, rows} of answers in JSON, {error}; then the bytes of memory before
// and after `again` more markings, and the time that these took.
import { readFileSync } from 'node:fs';

// The modules of the page are files *.js, which node takes for another kind.
async function load(path) {
  return import(`data:text/javascript,${encodeURIComponent(readFileSync(path, 'utf8'))}`);
}

const [engineSource, answersSource] = process.argv.slice(2);
const { openEngine, rowsOfReport } = await load(engineSource);
const { isAnswersJson, readAnswers, writeAnswers } = await load(answersSource);
const job = JSON.parse(readFileSync(0, 'utf8'));
const memories = [];

// The memory of each engine that openEngine makes; node has modules of its own.
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (...words) => {
  const instance = await instantiate(...words);
  if (instance.exports.marking_engine_new) {
    memories.push(instance.exports.memory);
  }
  return instance;
};

function heldBytes() {
  return memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
}

async function mark(engine, text, habits) {
  try {
    if (!isAnswersJson(text)) {
      return { report: await engine.reportText(text, habits) };
    }
    const answers = readAnswers(text);
    const report = await engine.mark(answers.rows, answers);
    return { object: report, saved: writeAnswers(answers), rows: rowsOfReport(report) };
  } catch (error) {
    return { error: error.message };
  }
}

const engine = await openEngine(job.engine, job.sheet);
if (job.full) {
  const [memory] = memories;
  memory.grow(65536 - memory.buffer.byteLength / 65536);
}
const results = [];
for (const { text, habits } of job.submissions) {
  results.push(await mark(engine, text, habits));
}
const before = heldBytes();
const begun = performance.now();
for (let i = 0; i < job.again; i++) {
  const { text, habits } = job.submissions[i % job.submissions.length];
  await mark(engine, text, habits);
}
const milliseconds = performance.now() - begun;
console.log(JSON.stringify({ results, memory: [before, heldBytes()], instances: memories.length, milliseconds }));
