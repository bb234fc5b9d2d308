"""What the trace of a problem of layers must hold: every id with its role and value, in the order of a textbook.

`expected(problem)` goes through the problem sample by sample: forward, backward by the chain rule with sums over all
outputs, penalties, the optimizer. It takes problems that are complete: weights or an initializer, names as they are
in docs/problem-format.md, no names of the user's own.
"""

from fractions import Fraction

from .definitions import (ELEMENTWISE, OPTIMIZERS, VECTOR, initial_weights, loss_of_sample, mask_of, nadam_momenta,
                          scheduled, smoothed)
from .reals import Real, total


def number(value):
    return Real(str(value))


class Layer:
    def __init__(self, written, inputs, in_out):
        rows = written.get("weights") or initial_weights(written["initializer"], written["units"], inputs)
        if in_out and "weights" in written:
            rows = zip(*rows)
        self.weights = [[number(w) for w in row] for row in rows]
        self.units = len(self.weights)
        self.shared = written.get("shared_bias", False)
        biases = written.get("biases", [0] * self.units) if written.get("use_bias", True) else []
        self.biases = [number(b) for b in biases]
        self.train_weights = written.get("train_weights", True)
        self.train_biases = bool(self.biases) and written.get("train_biases", True)
        activation = written.get("activation", "linear")
        self.activation = {"kind": activation} if isinstance(activation, str) else activation
        self.dropout, self.l1, self.l2 = (written.get(key) for key in ("dropout", "l1", "l2"))

    def bias(self, k):
        return self.biases[0 if self.shared else k] if self.biases else Real(0)

    def activate(self, z):
        """The activations, and the matrix of their derivatives: None where it is 0 for every z."""
        kind = self.activation["kind"]
        if kind in VECTOR:
            return VECTOR[kind](z)
        parameters = {key: str(value) for key, value in self.activation.items() if key != "kind"}
        both = [ELEMENTWISE[kind](x, **parameters) for x in z]
        jacobian = [[slope if j == k else None for j in range(len(z))] for k, (_, slope) in enumerate(both)]
        return [a for a, _ in both], jacobian


class Network:
    def __init__(self, problem):
        self.problem, self.steps = problem, {}
        self.inputs = [[number(x) for x in row] for row in problem["inputs"]]
        self.layers, width = [], len(self.inputs[0])
        for written in problem["layers"]:
            self.layers.append(Layer(written, width, problem.get("weights_layout") == "in_out"))
            width = self.layers[-1].units
        self.targets = [[number(t) for t in (row if isinstance(row, list) else [int(k == row) for k in range(width)])]
                        for row in problem.get("targets", [])]
        self.loss = problem.get("loss")
        self.optimizer = {key: value if isinstance(value, (dict, bool)) else str(value)
                          for key, value in problem.get("optimizer", {}).items()}
        self.memory = {}

    def put(self, id, role, value):
        assert id not in self.steps, id
        self.steps[id] = (role, value)
        return value

    def parameters(self):
        """(id, list and place of the value, trained, layer, is it a weight) of every parameter."""
        for n, layer in enumerate(self.layers, 1):
            for k, row in enumerate(layer.weights):
                for i in range(len(row)):
                    yield f"w{n}[{k + 1},{i + 1}]", row, i, layer.train_weights, layer, True
            for k in range(len(layer.biases)):
                id = f"b{n}" if layer.shared else f"b{n}[{k + 1}]"
                yield id, layer.biases, k, layer.train_biases, layer, False

    # ---- the whole ----

    def run(self):
        state = self.optimizer.get("state", {})
        done, updates = state.get("updates", 0), self.problem.get("updates", 0)
        self.put_given(done + 1)
        if updates:
            self.put_state(done, state)
        for u in range(done + 1, done + updates + 1):
            self.update(u, self.batch(u - done - 1))
        if self.problem.get("forward_after") or not updates:
            self.evaluate(done + updates + 1, self.batch(updates))
        return self.steps

    def batch(self, turn):
        count = len(self.inputs)
        size = self.problem.get("batch_size", count)
        batches = self.problem.get("batches") or [list(range(first, min(first + size, count + 1)))
                                                  for first in range(1, count + 1, size)]
        return batches[turn % len(batches)]

    def put_given(self, first):
        for s, row in enumerate(self.inputs, 1):
            for i, x in enumerate(row, 1):
                self.put(f"s{s}.x[{i}]", "input", x)
        for s, row in enumerate(self.targets, 1):
            for k, t in enumerate(row, 1):
                self.put(f"s{s}.t[{k}]", "target", t)
        for id, values, place, *_ in self.parameters():
            self.put(f"u{first}.{id}", "parameter", values[place])

    def put_state(self, done, state):
        kind = self.optimizer["kind"]
        symbols = [s for s in OPTIMIZERS[kind][1] if s != "gbar" or self.optimizer.get("centered")]
        for id, _, _, trained, *_ in self.parameters():
            if trained:
                self.memory[id] = {s: self.put(f"u{done}.{s}.{id}", "state", number(state.get(s, 0))) for s in symbols}
        if kind == "nadam":
            self.product = self.put(f"u{done}.muprod", "state", number(state.get("muprod", 1)))

    # ---- forward ----

    def evaluate(self, u, batch):
        """The passes of the batch, the penalty and the loss of the update."""
        passes = {s: self.forward(u, s) for s in batch}
        if self.loss or "objective" in self.problem:
            self.share = Real(Fraction(1, len(batch)) if (self.loss or {}).get("batch", "mean") == "mean" else 1)
            terms = [l1 * abs(w) + l2 * w**2 for _, w, l1, l2, _ in self.penalised(len(batch))]
            penalty = self.put(f"u{u}.R", "penalty", total(terms)) if terms else Real(0)
            self.put(f"u{u}.E", "loss", self.share * total(each["E"] for each in passes.values()) + penalty)
        return passes

    def forward(self, u, s):
        a, seen = self.inputs[s - 1], []
        for n, layer in enumerate(self.layers, 1):
            z = [total(w * x for w, x in zip(row, a)) + layer.bias(k) for k, row in enumerate(layer.weights)]
            values, jacobian = layer.activate(z)
            seen.append({"inputs": a, "jacobian": jacobian})
            a = values
            for k in range(layer.units):
                self.put(f"u{u}.s{s}.z{n}[{k + 1}]", "pre_activation", z[k])
                self.put(f"u{u}.s{s}.a{n}[{k + 1}]", "activation", a[k])
            if layer.dropout:
                keep = 1 - number(layer.dropout["rate"])
                mask = [Real(bit) for bit in mask_of(layer.dropout, u, s, layer.units)]
                a = [x * bit / keep for x, bit in zip(a, mask)]
                seen[-1]["kept"] = [bit / keep for bit in mask]
                for k in range(layer.units):
                    self.put(f"u{u}.s{s}.mask{n}[{k + 1}]", "dropout", mask[k])
                    self.put(f"u{u}.s{s}.d{n}[{k + 1}]", "dropout", a[k])
        return self.put_loss(u, s, a, {"layers": seen})

    def put_loss(self, u, s, outputs, result):
        if self.loss:
            targets = self.targets[s - 1]
            if "label_smoothing" in self.loss:
                targets = smoothed(self.loss, targets)
                for k, t in enumerate(targets, 1):
                    self.put(f"u{u}.s{s}.tsmooth[{k}]", "target", t)
            result["E"], result["by output"] = loss_of_sample(self.loss, targets, outputs)
        elif "objective" in self.problem:
            every = self.problem["objective"] == "sum"
            chosen = [Real(int(every or self.problem["objective"].endswith(f"[{k + 1}]"))) for k in range(len(outputs))]
            result["E"], result["by output"] = total(c * a for c, a in zip(chosen, outputs)), chosen
        if "E" in result:
            self.put(f"u{u}.s{s}.E", "loss", result["E"])
        return result

    def penalised(self, m):
        """(id, value, factor of |w|, factor of w^2, trained) of every parameter that the penalty covers."""
        penalty = self.problem.get("penalty", {})
        by_batch = Fraction(1, m) if penalty.get("convention") == "half_over_m" else 1
        half = Fraction(1, 2) if penalty.get("convention", "plain") != "plain" else 1
        for id, values, place, trained, layer, is_weight in self.parameters():
            l1, l2 = (number(own if own is not None else penalty.get(key, 0))
                      for key, own in (("l1", layer.l1), ("l2", layer.l2)))
            if (is_weight or penalty.get("biases")) and (l1.fraction or l2.fraction):
                yield id, values[place], l1 * by_batch, l2 * by_batch * half, trained

    # ---- backward ----

    def backward(self, u, s, seen):
        """The gradients of one sample's loss by parameter; puts everything on the way."""
        put, at, by_output, gradients = self.put, f"u{u}.s{s}.", seen["by output"], {}
        for n in range(len(self.layers), 0, -1):
            layer, here = self.layers[n - 1], seen["layers"][n - 1]
            units, inputs = range(layer.units), range(len(here["inputs"]))
            if layer.dropout:
                for k in units:
                    put(f"{at}dE/dd{n}[{k + 1}]", "partial", by_output[k])
                    put(f"{at}dd{n}[{k + 1}]/da{n}[{k + 1}]", "partial", here["kept"][k])
                by_output = [d * kept for d, kept in zip(by_output, here["kept"])]
            for k in units:
                put(f"{at}dE/da{n}[{k + 1}]", "partial", by_output[k])
                for j in units:
                    slope = here["jacobian"][k][j]
                    if slope is not None:
                        put(f"{at}da{n}[{k + 1}]/dz{n}[{j + 1}]", "partial", slope)
            error = [total(by_output[k] * here["jacobian"][k][j] for k in units if here["jacobian"][k][j] is not None)
                     for j in units]
            for k in units:
                put(f"{at}dE/dz{n}[{k + 1}]", "error_term", error[k])
                for i in inputs if layer.train_weights else ():
                    put(f"{at}dz{n}[{k + 1}]/dw{n}[{k + 1},{i + 1}]", "partial", here["inputs"][i])
                    gradients[f"w{n}[{k + 1},{i + 1}]"] = error[k] * here["inputs"][i]
                if layer.train_biases:
                    bias = f"b{n}" if layer.shared else f"b{n}[{k + 1}]"
                    put(f"{at}dz{n}[{k + 1}]/d{bias}", "partial", Real(1))
                    gradients[bias] = gradients.get(bias, 0) + error[k]
            below = self.layers[:n - 1]
            if not self.problem.get("wrt_inputs") and not any(b.train_weights or b.train_biases for b in below):
                break
            by_output = [total(error[k] * layer.weights[k][i] for k in units) for i in inputs]
            name = f"{'d' if below[-1].dropout else 'a'}{n - 1}" if below else "x"
            for i in inputs:
                for k in units:
                    put(f"{at}dz{n}[{k + 1}]/d{name}[{i + 1}]", "partial", layer.weights[k][i])
                if not below:
                    put(f"{at}dE/dx[{i + 1}]", "gradient", by_output[i])
        return gradients

    # ---- update ----

    def gradients(self, u, batch):
        """Of the update: the mean or sum over the batch, plus the derivative of the penalty."""
        passes, sums = self.evaluate(u, batch), {}
        penalised = list(self.penalised(len(batch)))
        for s in batch:
            for id, gradient in self.backward(u, s, passes[s]).items():
                sums[id] = sums.get(id, 0) + gradient
                if len(self.inputs) > 1 or penalised:
                    self.put(f"u{u}.s{s}.dE/d{id}", "gradient", gradient)
        gradients = {id: self.share * value for id, value in sums.items()}
        for id, w, l1, l2, trained in penalised:
            if trained:
                gradients[id] += self.put(f"u{u}.dR/d{id}", "gradient", l1 * w.sign() + 2 * l2 * w)
        for id, value in gradients.items():
            self.put(f"u{u}.dE/d{id}", "gradient", value)
        return gradients

    def update(self, u, batch):
        gradients, o = self.gradients(u, batch), self.optimizer
        rate, of_all = number(o["learning_rate"]), {}
        if "schedule" in o:
            rate = self.put(f"u{u}.alpha", "state", scheduled(o["schedule"], rate, u))
        if o["kind"] == "nadam":
            of_all = nadam_momenta(o, u, self.product)
            self.product = of_all["muprod"]
            for symbol, value in of_all.items():
                self.put(f"u{u}.{symbol}", "state", value)
        new = []
        for id, values, place, trained, *_ in self.parameters():
            if trained:
                new.append((values, place, self.new_value(u, id, values[place], gradients[id], rate, of_all)))
        for values, place, value in new:
            values[place] = value

    def new_value(self, u, id, w, gradient, rate, of_all):
        o = self.optimizer
        if "weight_decay" in o and o["kind"] != "adamw":
            gradient = self.put(f"u{u}.g.{id}", "state", gradient + number(o["weight_decay"]) * w)
        memory = {**self.memory[id], **of_all}
        value = OPTIMIZERS[o["kind"]][0](o, w, gradient, memory, u, rate)
        for symbol in memory.keys() - of_all.keys():
            self.put(f"u{u}.{symbol}.{id}", "state", memory[symbol])
        self.memory[id] = {symbol: memory[symbol] for symbol in self.memory[id]}
        return self.put(f"u{u + 1}.{id}", "update", value)


def expected(problem):
    """{id: (role, value)} of every step of the problem's trace."""
    return Network(problem).run()
