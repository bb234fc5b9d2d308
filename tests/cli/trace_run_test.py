"""handgrad trace of a run file: one update of the run as a trace of its own, which verify accepts; which update, which data,
and what is refused.

Usage: trace_run_test.py HANDGRAD SOURCE_ROOT
"""

import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from schemas import Schemas  # noqa: E402
from tap import Tap, run  # noqa: E402

RUN = {
    "title": "XOR run",
    "dataset": {"kind": "xor", "samples": 30, "seed": 3, "split": {"validation": 0.2, "test": 0.1, "seed": 2}},
    "layers": [
        {"units": 3, "activation": "relu", "initializer": {"kind": "he_normal", "seed": 1},
         "dropout": {"rate": 0.2, "seed": 5}},
        {"units": 1, "activation": "sigmoid", "initializer": {"kind": "glorot_normal", "seed": 2}},
    ],
    "loss": "binary_cross_entropy", "optimizer": {"kind": "adam", "learning_rate": 0.1}, "batch_size": 5,
    "schedule": {"epochs": 4, "seed": 6},
}
BATCHES = 5  # of 21 rows to train on; the last has one row
REFUSED = "this is a run file, which has no samples of its own"
TABLE = "x,y,label\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n"


class TraceRun:
    def __init__(self, handgrad, root):
        self.tap, self.handgrad, self.schemas = Tap(), handgrad, Schemas(root)

    def command(self, *arguments, text=""):
        return run([self.handgrad, *arguments], text)

    def trace(self, problem, *options):
        status, self.text, err = self.command("trace", "-", "--format", "json", *options, text=json.dumps(problem))
        return json.loads(self.text) if self.tap.check("traced: " + " ".join(options), status == 0, err) else None

    def verified(self, name):
        """The last trace, as it was written: Python would round the decimals of its weights."""
        status, out, err = self.command("verify", "-", text=self.text)
        self.tap.check(name, status == 0, out + err)

    def update(self, number):
        epoch, batch = (number - 1) // BATCHES + 1, (number - 1) % BATCHES + 1
        trace = self.trace(RUN, "--update", str(number))
        what = "update %d: " % number
        self.schemas.check(self.tap, what + "the trace is valid", trace, "trace.schema.json")
        self.schemas.check(self.tap, what + "its problem is valid", trace["problem"], "problem.schema.json")
        self.tap.check(what + "the title", trace["title"] == "XOR run, update %d (epoch %d, batch %d)" % (number, epoch, batch))
        ids = [step["id"] for step in trace["steps"]]
        self.tap.check(what + "ids have its number", "u%d.dE/dw1[1,1]" % number in ids and "u%d.w1[1,1]" % (number + 1) in ids)
        rows = trace["problem"]["sample_numbers"]
        self.tap.check(what + "its rows", len(rows) == (1 if batch == BATCHES else 5)
                       and all("u%d.s%d.E" % (number, row) in ids for row in rows), str(rows))
        self.verified(what + "verified")
        place = self.trace(RUN, "--epoch", str(epoch), "--batch", str(batch))
        self.tap.check(what + "the same by epoch and batch", place == trace)
        return trace

    def samples(self, number):
        rows = self.trace(RUN, "--update", str(number))["problem"]["sample_numbers"]
        one = self.trace(RUN, "--update=%d" % number, "--sample", str(rows[1]))
        self.verified("verified with a sample")
        others = [row for row in rows if row != rows[1]]
        ids = " ".join(step["id"] for step in one["steps"])
        self.tap.check("only the sample's steps", "s%d.E" % rows[1] in ids and not any(".s%d." % row in ids for row in others))
        missing = next(row for row in range(1, 31) if row not in rows)
        self.refused("there is no such sample", "--update", str(number), "--sample", str(missing),
                     expected="of the samples " + ", ".join(map(str, rows)))
        page = self.command("trace", "-", "--update", str(number), "--sample", str(rows[1]), text=json.dumps(RUN))[1]
        self.tap.check("the page's title", page.startswith("# XOR run, update %d (epoch " % number), page[:200])

    def refused(self, message, *options, expected="", problem=RUN):
        status, out, err = self.command("trace", "-", *options, text=json.dumps(problem))
        self.tap.check("refused: %s %s" % (" ".join(options), message),
                       status == 2 and message in err and expected in err and err.count("error:") == 1 and not out, err)

    def other_commands(self, folder):
        file = os.path.join(folder, "run.json")
        with open(file, "w", encoding="utf-8") as out:
            json.dump(RUN, out)
        answers = os.path.join(folder, "answers.json")
        with open(answers, "w", encoding="utf-8") as out:
            out.write("{}")
        for command in (["trace", file], ["trace", file, "--seed", "3"], ["worksheet", file], ["verify", file],
                        ["check", file, answers], ["grade", file, answers],
                        ["variants", file, "--count", "1", "--seed", "1", "-o", os.path.join(folder, "variants")],
                        ["diff", file, "two_three_one"], ["diff", "two_three_one", file]):
            status, _, err = self.command(*command)
            self.tap.check("a run file is refused by " + command[0],
                           status == 2 and REFUSED in err and "run.json: error" in err and err.count("error:") == 1, err)
        trace = json.loads(self.command("trace", "two_three_one", "--format", "json")[1])
        status, _, err = self.command("verify", "-", text=json.dumps(dict(trace, problem=RUN)))
        self.tap.check("a run file in a trace is refused", status == 2 and REFUSED in err, err)

    def data(self, folder):
        data = os.path.join(folder, "data")
        os.mkdir(data)
        with open(os.path.join(data, "table.csv"), "w", encoding="utf-8") as out:
            out.write(TABLE)
        table = dict(RUN, inputs=2, dataset={"kind": "csv", "file": "table.csv", "label": "label"})
        found = self.trace(table, "--update", "2", "--data", data)
        with open(os.path.join(data, "run.json"), "w", encoding="utf-8") as out:
            json.dump(table, out)
        status, out, err = self.command("trace", os.path.join(data, "run.json"), "--update", "2", "--format", "json")
        self.tap.check("data beside the run file", status == 0 and json.loads(out) == found, err)
        self.refused("table.csv: error: cannot open it", "--update", "2", problem=table)

    def seeds(self):
        plain, other = self.trace(RUN, "--update", "7"), self.trace(RUN, "--update", "7", "--seed", "9")
        again = self.trace(RUN, "--update", "7", "--seed", "9")
        self.tap.check("another seed, another run", plain["problem"]["layers"] != other["problem"]["layers"])
        self.tap.check("the same seed, the same run", other == again)

    def saved(self, folder):
        """A saved run from before the update is gone on from; one from behind it is of no use, and does no harm."""
        file, saved = os.path.join(folder, "run.json"), os.path.join(folder, "run.safetensors")
        status, _, err = self.command("train", file, "--epochs", "2", "--save", saved, "--quiet", "-o",
                                      os.path.join(folder, "report.md"))
        if not self.tap.check("trained and saved", status == 0, err):
            return
        for number in 3, 10, 11, 17:
            whole = self.command("trace", file, "--update", str(number), "--format", "json")
            resumed = self.command("trace", file, "--update", str(number), "--format", "json", "--resume", saved)
            self.tap.check("update %d with a saved run" % number, whole == resumed and whole[0] == 0, resumed[2])


def main(handgrad, root):
    test = TraceRun(handgrad, root)
    for number in 1, 2, BATCHES, BATCHES + 1, 4 * BATCHES:
        test.update(number)
    test.samples(8)
    test.seeds()
    test.refused("the run has no update 21: its updates are 1 to 20, in 4 epochs of 5 batches", "--update", "21")
    test.refused("the run has no update 21", "--epoch", "5", "--batch", "1")
    test.refused("there is no batch 6: an epoch has 5 of them", "--epoch", "1", "--batch", "6")
    test.refused("one update at a time", "--update", "1,2")
    test.refused("one update at a time", "--updates", "last")
    test.refused("one update at a time", "--update", "0")
    test.refused("belong together", "--epoch", "1")
    test.refused("belong together", "--batch", "1")
    test.refused("exclude each other", "--update", "1", "--batch", "1")
    stopping = dict(RUN, schedule={"epochs": 4, "tolerance": {"monitor": "loss", "below": 100}})
    test.refused("the run ends with update 5, before update 6: its loss is below the tolerance", "--update", "6",
                 problem=stopping)
    problem = json.loads(test.command("trace", "two_three_one", "--format", "json")[1])["problem"]
    for option in (["--epoch", "1"], ["--batch", "1"], ["--data", "."], ["--seed", "1"], ["--resume", "x"]):
        test.refused("are for run files", *option, problem=problem)
    with tempfile.TemporaryDirectory() as folder:
        test.other_commands(folder)
        test.data(folder)
        test.saved(folder)
    return test.tap.finish()


if __name__ == "__main__":
    sys.exit(main(os.path.abspath(sys.argv[1]), sys.argv[2]))
