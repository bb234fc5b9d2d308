// The reader's record in the quiz: what was answered, how it was marked, what was shown on demand. Knows the marking
// engine, not the document.

import { isAnswersJson, readAnswers, writeAnswers } from './answers.js';
import { rowsOfReport } from './engine.js';
import { isGiven } from './trace_data.js';
import { isAccepted, verdictSign } from './verdicts.js';

function grouped(pairs) {
  const groups = new Map();
  for (const [key, value] of pairs) {
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(value);
  }
  return groups;
}

const rowsOf = (writings) => [...writings].flatMap(([id, texts]) => texts.map((text) => [id, text]));

// The record. Methods that mark give a promise, which is broken with an Error for people when the answers cannot be
// marked; the record is then as it was before.
export class Quiz {
  #trace;
  #openEngine;
  #engine = null;
  #writings = new Map(); // id -> texts, as written
  #marks = new Map(); // id -> marks, one for each text
  #shown = new Set(); // ids
  #student;
  #turn = Promise.resolve();
  habits = { rounding: 'either', givens: 'exact' };

  // Without answers. `openEngine` gives a promise of the engine (engine.js); null: there is no quiz.
  constructor(trace, openEngine) {
    this.#trace = trace;
    this.#openEngine = openEngine;
  }

  get available() {
    return this.#openEngine !== null;
  }

  isShown(id) {
    return this.#shown.has(id);
  }

  // Is all that was written for this step right?
  isAccepted(id) {
    return this.marksOf(id).length > 0 && this.marksOf(id).every(isAccepted);
  }

  marksOf(id) {
    return this.#marks.get(id) ?? [];
  }

  writingsOf(id) {
    return this.#writings.get(id) ?? [];
  }

  // What the reader has for this step, if it can be read as a number, with the sign of its verdict.
  known(id) {
    const readable = this.marksOf(id).find(({ verdict }) => verdict !== 'unreadable');
    return readable && `${readable.written} ${verdictSign(readable)}`;
  }

  // Is this step still to be answered?
  isOpen(number) {
    const step = this.#trace.steps[number];
    return !isGiven(step) && !this.marksOf(step.id).length && !this.#shown.has(step.id);
  }

  // Steps to be answered, answered, right, shown instead.
  progress() {
    const ids = this.#trace.steps.filter((step) => !isGiven(step)).map(({ id }) => id);
    const answered = ids.filter((id) => this.marksOf(id).length > 0);
    return {
      of: ids.length,
      answered: answered.length,
      right: answered.filter((id) => this.isAccepted(id)).length,
      shown: ids.filter((id) => this.#shown.has(id) && !this.marksOf(id).length).length,
    };
  }

  // Writes one text for a step, "" for none, and marks all.
  write(id, text) {
    return this.#inTurn(() => this.#keep(this.#writingsWith(id, text.trim()), this.habits));
  }

  setHabits(change) {
    return this.#inTurn(() => this.#keep(this.#writings, { ...this.habits, ...change }));
  }

  // Shows the true value. A step that is not answered rightly counts as not answered from now on.
  show(id) {
    return this.#inTurn(async () => {
      if (!this.isAccepted(id) && this.#writings.has(id)) await this.#keep(this.#writingsWith(id, ''), this.habits);
      this.#shown.add(id);
    });
  }

  // The text of a file that `handgrad check` reads.
  save() {
    return writeAnswers({ student: this.#student, ...this.habits, rows: rowsOf(this.#writings) });
  }

  // Takes the answers of a file instead of those there are: JSON, CSV or a worksheet in Markdown.
  load(text) {
    return this.#inTurn(async () => {
      const { marked, rows = [], habits, student } = await this.#readFile(text);
      await this.#keep(this.#withBlanks(grouped(rowsOfReport(marked)), rows), habits);
      this.#student = student;
      this.#shown.clear();
    });
  }

  // One marking after the other, each with what the one before left.
  #inTurn(work) {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  #writingsWith(id, text) {
    const writings = new Map(this.#writings);
    if (text) writings.set(id, [text]);
    else writings.delete(id);
    return writings;
  }

  async #keep(writings, habits) {
    this.#engine ??= await this.#openEngine();
    const { marks } = writings.size ? await this.#engine.mark(rowsOf(writings), habits) : { marks: [] };
    this.#writings = writings;
    this.#marks = grouped(marks.map((mark) => [mark.id, mark]));
    this.habits = habits;
  }

  async #readFile(text) {
    this.#engine ??= await this.#openEngine();
    if (!isAnswersJson(text)) return { marked: await this.#engine.markTable(text, this.habits), habits: this.habits };
    const { rows, student, rounding, givens } = readAnswers(text);
    const habits = { rounding, givens };
    return { marked: await this.#engine.mark(rows, habits), rows, habits, student };
  }

  // The report has no blanks: where the rows of the file name steps by id or name, all that stands there is kept.
  #withBlanks(writings, rows) {
    const all = new Map(writings);
    for (const [id, texts] of grouped(rows.map(([name, text]) => [this.#idOf(name), text]))) {
      if (id !== undefined && texts.length > (writings.get(id)?.length ?? 0)) all.set(id, texts);
    }
    return all;
  }

  #idOf(name) {
    if (this.#trace.byId.has(name)) return name;
    const named = this.#trace.steps.filter((step) => step.name === name);
    return named.length === 1 ? named[0].id : undefined;
  }
}
