"""Which values honest rounding can reach at a line: by sampling, independently of the marker.

Each written value before it stands for a number that rounds to it; these are drawn: at random, at the ends, at the ends
that the slopes point to, and near 0 and 1, where quotients and logarithms grow without bound. The steps that were not
written are computed from them, and then the line. What is known exactly from what came before, and written in full,
stands for itself.
"""

from .formulas import NO_VALUE, function_of

DRAWS = 150
POLES = (0.0, 1.0, -1.0)


def known(paper, id, found):
    """Is the line's value exact, and so is all that it comes from, as it is written? `found` remembers."""
    if id not in found:
        line = paper.sheet.by_id[id]
        if not line.tree:
            found[id] = True
        elif id in paper.written and not (line.exact and paper.written[id].value == line.true):
            found[id] = False
        else:
            found[id] = (id in paper.written or line.exact) and all(known(paper, each, found) for each in line.operands)
    return found[id]


class Reach:
    """Of one line of an honest paper. `how`: what the marker is told of the rounding (nearest, truncate or either)."""

    def __init__(self, paper, line, how, random):
        self.random, self.boxes, self.known = random, {}, {}
        self.paper, self.steps, self.fixed = paper, [], {}
        self.collect(paper, line, how, set())
        self.ids = list(self.boxes)
        self.constants = paper.sheet.float_constants
        self.low = self.high = None
        self.sample()

    def collect(self, paper, line, how, seen):
        """The steps from what is written to the line, and the box of every written value."""
        for id in line.operands:
            if id in seen:
                continue
            seen.add(id)
            operand = paper.sheet.by_id[id]
            if not operand.tree:
                self.fixed[id] = float(operand.true)
            elif id in paper.written:
                self.box(operand, paper.written[id], how)
            else:
                self.collect(paper, operand, how, seen)
        function, ids = function_of(line.tree, True)
        self.steps.append((line.id, function, ids))

    def box(self, operand, written, how):
        if known(self.paper, operand.id, self.known):
            self.fixed[operand.id] = float(operand.true)
            return
        spans = [written.span(each) for each in (("nearest", "truncate") if how == "either" else (how,))]
        self.boxes[operand.id] = [tuple(map(float, span)) for span in spans]

    def at(self, point):
        values = dict(self.fixed)
        values.update(point)
        try:
            for id, function, ids in self.steps:
                values[id] = function([values[i] for i in ids], self.constants)
        except NO_VALUE:
            return None
        value = values[self.steps[-1][0]]
        if value != value or isinstance(value, complex):
            return None
        self.low = value if self.low is None else min(self.low, value)
        self.high = value if self.high is None else max(self.high, value)
        return value

    def hull(self, id):
        return min(low for low, _ in self.boxes[id]), max(high for _, high in self.boxes[id])

    def drawn(self):
        """One paper: all to nearest, all cut, or mixed; anywhere in the spans, or at their ends."""
        way, ends = self.random.randrange(3), self.random.random() < 0.5
        point = {}
        for id in self.ids:
            spans = self.boxes[id]
            low, high = spans[way % len(spans)] if way < 2 else self.random.choice(spans)
            share = self.random.randrange(2) if ends else self.random.random()
            point[id] = low + share * (high - low)
            poles = [pole for pole in POLES if low <= pole <= high]
            if poles and self.random.random() < 0.3:
                near = poles[0] + self.random.choice((-1, 1)) * (high - low) * 10 ** self.random.uniform(-12, 0)
                point[id] = min(max(near, low), high)
        return point

    def sample(self):
        middle = {id: sum(self.hull(id)) / 2 for id in self.ids}
        base = self.at(middle)
        if not self.ids:
            return
        if base is not None:
            self.by_slopes(middle, base)
        for _ in range(DRAWS if len(self.ids) > 1 else 20):
            self.at(self.drawn())

    def by_slopes(self, middle, base):
        up, down = {}, {}
        for id in self.ids:
            low, high = self.hull(id)
            there = self.at({**middle, id: high})
            rises = there is None or there >= base
            up[id], down[id] = (high, low) if rises else (low, high)
        self.at(up)
        self.at(down)

    def meets(self, low, high):
        """Does it reach a number between these? True also where nothing is known."""
        if self.low is None:
            return True
        slack = 1e-9 * max(abs(self.low), abs(self.high), 1e-300)
        return float(low) <= self.high + slack and float(high) >= self.low - slack

    def distance(self, low, high):
        """How far off the numbers between these are, in widths of what is reached; inf where it is a point."""
        gap = max(float(low) - self.high, self.low - float(high))
        width = self.high - self.low
        return gap / width if width > 0 else float("inf")
