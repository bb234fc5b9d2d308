// TAP for the tests in node, as tests/tap.py prints it.

const MOST = 60;
const LONGEST = 300;

export class Tap {
  #count = 0;
  #failed = 0;

  // One case; `detail` is shown when it failed: text, or a list of lines.
  check(name, passed, detail = '') {
    this.#count += 1;
    console.log(`${passed ? 'ok' : 'not ok'} ${this.#count} - ${name.replaceAll('#', '\\#')}`);
    if (!passed) {
      this.#failed += 1;
      this.note(detail);
    }
    return passed;
  }

  // A case that holds when the list of what is wrong is empty.
  none(name, wrong) {
    return this.check(name, wrong.length === 0, wrong);
  }

  equal(name, found, wanted) {
    return this.check(name, JSON.stringify(found) === JSON.stringify(wanted),
      [`found  ${JSON.stringify(found)}`, `wanted ${JSON.stringify(wanted)}`]);
  }

  skip(name, reason) {
    this.#count += 1;
    console.log(`ok ${this.#count} - ${name} # SKIP ${reason}`);
  }

  note(detail) {
    const lines = [detail].flat().map(String).join('\n').split('\n');
    for (const line of lines.slice(0, MOST)) {
      console.log(`# ${line.slice(0, LONGEST)}`);
    }
    if (lines.length > MOST) {
      console.log(`# ... ${lines.length - MOST} lines more`);
    }
  }

  // Prints the plan; returns the exit status.
  finish() {
    console.log(`1..${this.#count}`);
    return this.#failed > 0 || this.#count === 0 ? 1 : 0;
  }
}
