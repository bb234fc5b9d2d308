"""`handgrad predict`: what a network makes of rows, against a forward pass in Python; where columns, scaling and weights come
from; formats, statuses, pipes.

Usage: predict_test.py HANDGRAD SOURCE_ROOT
"""

import csv
import io
import json
import math
import os
import struct
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from schemas import Schemas  # noqa: E402
from tap import Tap, run  # noqa: E402

W = {"w1": [[0.5, -1.25], [2, 0.75], [-0.375, 1]], "b1": [0.1, -0.2, 0.3],
     "w2": [[1, -0.5, 0.25], [-1, 0.75, 2]], "b2": [0.05, -0.15]}
ROWS = [(1, 2), (-0.5, 4), (3, -2.5), (0, 0)]
TRAIN = "a,b,kind\n1,2,=cat\n3,4,dog\n5,9,dog\n"


def run_file(**changes):
    """A 2-3-2 network, tanh and softmax, in double, on train.csv; `schedule`, `dataset` and `layers` are added to."""
    problem = {
        "inputs": 2,
        "layers": [{"units": 3, "activation": "tanh", "weights": W["w1"], "biases": W["b1"]},
                   {"units": 2, "activation": "softmax", "weights": W["w2"], "biases": W["b2"]}],
        "loss": "categorical_cross_entropy", "optimizer": {"learning_rate": 0.1},
        "dataset": {"kind": "csv", "file": "train.csv", "label": "kind", "features": ["a", "b"],
                    "class_names": ["=cat", "dog"]},
        "schedule": {"epochs": 1, "precision": "double"}}
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(problem.get(key), dict):
            problem[key] = {name: part for name, part in dict(problem[key], **value).items() if part is not None}
        else:
            problem[key] = value
    return problem


def forward(row, weights=W):
    """Softmax over W2 tanh(W1 x + b1) + b2, as the textbook has it."""
    hidden = [math.tanh(sum(w * x for w, x in zip(unit, row)) + bias) for unit, bias in zip(weights["w1"], weights["b1"])]
    z = [sum(w * a for w, a in zip(unit, hidden)) + bias for unit, bias in zip(weights["w2"], weights["b2"])]
    e = [math.exp(value - max(z)) for value in z]
    return [value / sum(e) for value in e]


def safetensors(tensors, kind="F32"):
    """The layout written by hand: header length, JSON header, data."""
    header, data = {}, b""
    for name, value in tensors.items():
        flat = [x for row in value for x in row] if isinstance(value[0], list) else value
        part = struct.pack("<%d%s" % (len(flat), {"F32": "f", "F64": "d"}[kind]), *flat)
        shape = [len(value), len(value[0])] if isinstance(value[0], list) else [len(value)]
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + len(part)]}
        data += part
    text = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<Q", len(text)) + text + data


class Command:
    def __init__(self, handgrad, root, folder):
        self.handgrad, self.folder, self.schemas = handgrad, folder, Schemas(root)

    def write(self, name, content):
        if isinstance(content, dict):
            content = json.dumps(content)
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())

    def __call__(self, *arguments, text=""):
        return run([self.handgrad, "predict"] + list(arguments), text, cwd=self.folder)

    def rows(self, *arguments, text=""):
        status, out, err = self(*arguments, text=text)
        return list(csv.DictReader(io.StringIO(out))) if status == 0 else [err]


def close(a, b, tolerance=1e-14):
    return len(a) == len(b) and all(abs(x - y) <= tolerance for x, y in zip(a, b))


def outputs(row):
    return [float(value) for key, value in row.items() if key.startswith("output")]


def csv_text(rows, head="a,b"):
    return head + "\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)


def numbers(tap, command):
    """Every output, class and probability is that of the forward pass in Python."""
    command.write("run.json", run_file())
    command.write("in.csv", csv_text(ROWS))
    found = command.rows("run.json", "--input", "in.csv")
    wanted = [forward(row) for row in ROWS]
    tap.check("outputs in double", len(found) == 4 and all(close(outputs(f), w) for f, w in zip(found, wanted)), str(found))
    tap.check("rows are numbered", [f["row"] for f in found] == ["1", "2", "3", "4"], str(found))
    tap.check("the class is the largest output, its probability that output",
              all(f["class"] == ("'=cat", "dog")[w.index(max(w))] and float(f["probability"]) == max(outputs(f))
                  for f, w in zip(found, wanted)), str(found))
    command.write("single.json", run_file(schedule={"precision": None}))
    single = command.rows("single.json", "--input", "in.csv")
    tap.check("outputs in single precision", all(close(outputs(f), w, 1e-6) for f, w in zip(single, wanted)), str(single))
    tap.check("floats have no more digits than they need",
              all(len(f["output1"].split("e")[0].lstrip("0.").replace(".", "")) <= 9 for f in single), str(single))
    many = [(i / 100, 1 - i / 300) for i in range(1000)]
    found = command.rows("run.json", "--input", "-", text=csv_text(many))
    tap.check("many rows from standard input",
              len(found) == 1000 and all(close(outputs(f), forward(row)) for f, row in zip(found, many)), str(found[:3]))


def columns(tap, command):
    """Features are found by name, whatever else there is, in any order."""
    command.write("run.json", run_file())
    command.write("in.csv", csv_text([("x", b, a) for a, b in ROWS], "id,b,a"))
    wanted = [forward(row) for row in ROWS]
    found = command.rows("run.json", "--input", "in.csv")
    tap.check("other columns and another order", all(close(outputs(f), w) for f, w in zip(found, wanted)), str(found))
    command.write("data.json", run_file(dataset={"features": None}))
    status, out, err = command("data.json", "--input", "in.csv")
    tap.check("without \"features\" the data are asked", status == 2 and "train.csv: error: cannot open it" in err, err)
    os.mkdir(os.path.join(command.folder, "data"))
    command.write("data/train.csv", TRAIN)
    found = command.rows("data.json", "--input", "in.csv", "--data", "data")
    tap.check("and found in their folder", all(close(outputs(f), w) for f, w in zip(found, wanted)), str(found))
    command.write("in.csv", "a,c\n1,2\n")
    status, out, err = command("run.json", "--input", "in.csv")
    tap.check("a column that is not there", status == 2 and 'in.csv:1:1: error: there is no column "b"' in err and not out, err)


def weights(tap, command):
    """Weights of a file go before those of the run file; so does its scaling."""
    other = {"w1": [[1, 0.5], [-0.25, 0.125], [2, -1]], "b1": [0, 0.5, 0.25], "w2": [[0.5, 1, -2], [1, 1, 1]], "b2": [1, -1]}
    command.write("run.json", run_file())
    command.write("in.csv", csv_text(ROWS))
    for kind in ("F32", "F64"):
        command.write("w.safetensors", safetensors(other, kind))
        found = command.rows("run.json", "--input", "in.csv", "--weights", "w.safetensors")
        tap.check("weights of %s" % kind, all(close(outputs(f), forward(row, other)) for f, row in zip(found, ROWS)), str(found))
    scaled = dict(other, **{"scaling.shift": [1, 2], "scaling.scale": [4, 0.5]})
    command.write("scaled.safetensors", safetensors(scaled))
    wanted = [forward(((a - 1) / 4, (b - 2) / 0.5), other) for a, b in ROWS]
    command.write("standard.json", run_file(dataset={"scaling": "standard"}))
    for name in ("run.json", "standard.json"):
        found = command.rows(name, "--input", "in.csv", "--weights", "scaled.safetensors")
        tap.check("%s: scaling of the weights" % name, all(close(outputs(f), w) for f, w in zip(found, wanted)), str(found))
    status, out, err = command("standard.json", "--input", "in.csv", "--weights", "w.safetensors")
    tap.check("scaling that nobody knows", status == 2 and "train.csv: error: cannot open it" in err, err)
    command.write("train.csv", TRAIN)
    deviation = (math.sqrt(8 / 3), math.sqrt(26 / 3))
    wanted = [forward(((a - 3) / deviation[0], (b - 5) / deviation[1]), other) for a, b in ROWS]
    found = command.rows("standard.json", "--input", "in.csv", "--weights", "w.safetensors")
    tap.check("scaling fitted to the data", all(close(outputs(f), w) for f, w in zip(found, wanted)), str(found))
    os.remove(os.path.join(command.folder, "train.csv"))
    for name, change, message in (
            ("a tensor missing", {"b2": None}, 'there is no tensor "b2", which the network needs'),
            ("a tensor too many", {"w3": [1.0]}, 'it has "w3", but the network does not'),
            ("another shape", {"w1": [[1, 2, 3], [4, 5, 6]]}, 'tensor "w1" does not fit the network')):
        command.write("w.safetensors", safetensors({k: v for k, v in dict(other, **change).items() if v}))
        status, out, err = command("run.json", "--input", "in.csv", "--weights", "w.safetensors")
        tap.check(name, status == 2 and "w.safetensors: error: " + message in err and not out, err)
    command.write("w.safetensors", b"PK\x03\x04 no weights at all")
    status, out, err = command("run.json", "--input", "in.csv", "--weights", "w.safetensors")
    tap.check("no safetensors", status == 2 and "neither a safetensors file nor a .npy file" in err, err)


def kinds(tap, command):
    """One output, regression, images, data made by seed."""
    one = [{"units": 1, "activation": "sigmoid", "weights": [[1, -1]], "biases": [0]}]
    command.write("in.csv", csv_text(ROWS))
    command.write("run.json", run_file(layers=one, loss="binary_cross_entropy",
                                       dataset={"class_names": None}))
    found = command.rows("run.json", "--input", "in.csv")
    wanted = [1 / (1 + math.exp(b - a)) for a, b in ROWS]
    tap.check("one output: its class and the probability of that",
              all(close(outputs(f), [p]) and f["class"] == str(int(p > 0.5)) and
                  close([float(f["probability"])], [max(p, 1 - p)]) for f, p in zip(found, wanted)), str(found))
    one[0]["activation"] = "linear"
    command.write("run.json", run_file(layers=one, loss={"kind": "binary_cross_entropy", "from_logits": True},
                                       dataset={"class_names": None}))
    found = command.rows("run.json", "--input", "in.csv")
    tap.check("logits are no probabilities",
              all("probability" not in f and f["class"] == str(int(a > b)) for f, (a, b) in zip(found, ROWS)), str(found))
    command.write("run.json", run_file(layers=one, loss="squared_error",
                                       dataset={"label": None, "targets": ["y"], "class_names": None}))
    found = command.rows("run.json", "--input", "in.csv")
    tap.check("regression: outputs only",
              all(list(f) == ["row", "output1"] and float(f["output1"]) == a - b for f, (a, b) in zip(found, ROWS)), str(found))
    command.write("run.json", run_file(layers=one, loss="hinge", dataset={
        "kind": "moons", "samples": 10, "file": None, "label": None, "features": None, "class_names": None}))
    found = command.rows("run.json", "--input", "-", text=csv_text(ROWS, "x1,x2"))
    tap.check("points for data made by seed", [outputs(f)[0] for f in found] == [a - b for a, b in ROWS], str(found))
    command.write("images.idx", bytes([0, 0, 8, 3]) + struct.pack(">3I", 2, 1, 2) + bytes([255, 0, 51, 102]))
    command.write("run.json", run_file(layers=one, loss="hinge", dataset={
        "kind": "idx", "images": "no-file", "labels": "no-file", "scaling": {"divide": 255}, "file": None, "label": None,
        "features": None, "class_names": None}))
    found = command.rows("run.json", "--input", "images.idx")
    tap.check("images", close([outputs(f)[0] for f in found], [1, -0.2]), str(found))


def formats(tap, command):
    command.write("run.json", run_file())
    command.write("in.csv", csv_text(ROWS))
    status, out, err = command("run.json", "--input", "in.csv", "--format", "ndjson")
    table = command.rows("run.json", "--input", "in.csv")
    records = [json.loads(line) for line in out.splitlines()]
    tap.check("ndjson says the same as CSV",
              all(r["outputs"] == outputs(f) and r["row"] == int(f["row"]) and r["name"] == f["class"].lstrip("'") and
                  r["probability"] == float(f["probability"]) for r, f in zip(records, table)) and len(records) == 4, out)
    for record in records[:1] + [{"format": "handgrad-prediction", "version": 1, "row": 1, "outputs": [None]}]:
        command.schemas.check(tap, "a record by the schema", record, "prediction.schema.json")
    command.schemas.check(tap, "a name without a class", dict(records[0], **{"class": 0}, name="a", row=0),
                          "prediction.schema.json", False)
    status, out, err = command("run.json", "--input", "in.csv", "--format", "text")
    tap.check("text is a table", status == 0 and out.splitlines()[1].split() == ["row", "class", "probability"] and
              "=cat" in out and "'=cat" not in out, out)
    status, out, err = command("run.json", "--input", "in.csv", "-o", "out.csv")
    with open(os.path.join(command.folder, "out.csv")) as file:
        tap.check("into a file", status == 0 and not out and len(file.read().splitlines()) == 5, err)
    done = run(["sh", "-c", '"$0" predict run.json --input - | head -1', command.handgrad],
               csv_text([(1, 2)] * 200000), cwd=command.folder)
    tap.check("a pipe that is closed", done[1] == "row,output1,output2,class,probability\n" and not done[2], str(done))
    command.write("huge.safetensors", safetensors(dict(W, w2=[[1e38, 1e38, 1e38], [-1e38, 1, 1]], b2=[3e38, 0])))
    command.write("single.json", run_file(schedule={"precision": None}, loss="squared_error", layers=[
        {"units": 3, "activation": "linear", "weights": W["w1"], "biases": W["b1"]},
        {"units": 2, "activation": "linear", "weights": W["w2"], "biases": W["b2"]}], dataset={
            "label": None, "targets": ["y", "z"], "class_names": None}))
    status, out, err = command("single.json", "--input", "in.csv", "--weights", "huge.safetensors")
    tap.check("what is too large is inf", "inf" in out, out + err)
    status, out, err = command("single.json", "--input", "in.csv", "--weights", "huge.safetensors", "--format", "ndjson")
    tap.check("or null", None in [x for line in out.splitlines() for x in json.loads(line)["outputs"]], out + err)


def bad_usage(tap, command):
    command.write("run.json", run_file())
    command.write("problem.json", {"inputs": [[1]], "layers": [{"activation": "relu", "weights": [[1]], "biases": [0]}]})
    for arguments, message in (
            ([], "handgrad: predict with what? Name a run file or a worked example"),
            (["run.json"], "handgrad: predict what? Name the rows with --input"),
            (["run.json", "--input", "none.csv"], "none.csv: error: "),
            (["run.json", "--input", "run.json"], "run.json:1:23: error: something stands behind a quoted cell"),
            (["none.json", "--input", "in.csv"], "none.json: error: there is no such file"),
            (["problem.json", "--input", "in.csv"], "problem.json: error: this is a problem with samples of its own"),
            (["two_three_one", "--input", "in.csv"], "two_three_one: error: this is a problem with samples of its own"),
            (["-", "--input", "-"], "error: "),
            (["run.json", "--input", "in.csv", "--format", "json"], 'error: format "json" is not known'),
            (["run.json", "--input", "in.csv", "--weights", "none.npy"], "none.npy: error: cannot open it"),
            (["run.json", "--input", "-", "--weights", "-"], "error: ")):
        status, out, err = command(*arguments)
        tap.check("predict " + " ".join(arguments), status == 2 and message in err and not out, "%d %s" % (status, err))


def main():
    handgrad, root = sys.argv[1:3]
    tap = Tap()
    for part in (numbers, columns, weights, kinds, formats, bad_usage):
        with tempfile.TemporaryDirectory() as folder:
            command = Command(os.path.abspath(handgrad), root, folder)
            command.write("in.csv", csv_text(ROWS))
            part(tap, command)
    sys.exit(tap.finish())


main()
