// The marking engine: the C code that marks for `handgrad check`, as WebAssembly. Unpacks it, hands it answers as a table
// and gets the report. Knows nothing of the page.

const HABITS = ['either', 'nearest', 'truncate'];

// Streams are all that the C library wants of a system, and nothing is written to them: every call fails (EBADF).
const NO_SYSTEM = new Proxy({}, { get: () => () => 8 });

function bytesOfBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function quoteCell(text) {
  return `"${text.replaceAll('"', '""')}"`;
}

// CSV as docs/answers.md has it, of rows [id, text].
function tableOfRows(rows) {
  const lines = rows.map(([id, text]) => `${quoteCell(id)},${quoteCell(text)}\n`);
  return `id,value\n${lines.join('')}`;
}

function putInput(instance, text) {
  const bytes = new TextEncoder().encode(text);
  const place = instance.exports.marking_engine_input(instance.engine, bytes.length);
  // The memory may have grown, and then has another buffer.
  new Uint8Array(instance.exports.memory.buffer).set(bytes, place);
}

function takeOutput(instance) {
  const { exports, engine } = instance;
  const place = exports.marking_engine_output(engine);
  const length = exports.marking_engine_output_length(engine);
  return new TextDecoder().decode(new Uint8Array(exports.memory.buffer, place, length));
}

async function startEngine(module, sheet) {
  const { exports } = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: NO_SYSTEM });
  exports._initialize?.();
  const instance = { exports, engine: exports.marking_engine_new() };
  putInput(instance, sheet);
  if (!exports.marking_engine_open(instance.engine)) {
    throw new Error('the marking engine does not know this sheet');
  }
  return instance;
}

// Why a table cannot be read, "answers:2:1: error: ...", for people: with the place only where the table is their file.
function faultOf(output, isFile) {
  return output.trim().replace(/^answers(?::(\d+):(\d+))?: error: /, (all, line, column) =>
    (isFile && line ? `line ${line}, column ${column}: ` : ''));
}

function runMarking(instance, table, { rounding = 'either', givens = 'exact' } = {}, isFile = true) {
  putInput(instance, table);
  const marked = instance.exports.marking_engine_mark(instance.engine, HABITS.indexOf(rounding), givens === 'rounded');
  const output = takeOutput(instance);
  if (!marked) {
    throw new Error(faultOf(output, isFile));
  }
  return output;
}

// An engine from its base64 (the text of the element "engine") and the text of a sheet. Of what it returns:
//   mark(rows, habits)       rows of [id or name, text]; several rows of one quantity are several writings, an empty text is
//                            one that was asked for and left blank. A promise of the report of `handgrad check --format
//                            json` as an object.
//   markTable(text, habits)  the same for a file of answers in CSV, or a Markdown worksheet filled in.
//   reportText(text, habits) the same as the text of the report.
// habits: {rounding: 'either' | 'nearest' | 'truncate', givens: 'exact' | 'rounded'}, the first of each where left out.
// All promises are broken with an Error whose message is for people: the answers cannot be read, or memory ran out; the
// engine can be used on.
export async function openEngine(base64, sheet) {
  const module = await WebAssembly.compile(await inflate(bytesOfBase64(base64)));
  let instance = await startEngine(module, sheet);

  async function reportText(table, habits, isFile) {
    try {
      return runMarking(instance, table, habits, isFile);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) {
        instance = await startEngine(module, sheet);
        throw new Error('marking these answers takes more memory than there is');
      }
      throw error;
    }
  }
  const markTable = async (table, habits) => JSON.parse(await reportText(table, habits));
  const mark = async (rows, habits) => JSON.parse(await reportText(tableOfRows(rows), habits, false));
  return { mark, markTable, reportText };
}

// What was written, as rows of [id, text] in the order of the calculation: from any report.
export function rowsOfReport(report) {
  return report.marks.map((mark) => [mark.id, mark.written]);
}
