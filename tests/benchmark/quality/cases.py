"""What is handed to the marker for one problem: honest papers, and papers with one mistake put into one line.

All choices come from a seed and the number of the case: the same seed gives the same sheets.
"""

import os
import random
import re
from decimal import Decimal

from .edits import MISTAKES, stale_values, stands_for_layer
from .formulas import NO_VALUE
from .paper import ALL_ROUNDINGS, Rounding, Written, attempt, how_read, text_of
from .reach import Reach
from .slips import SLIPS


def table_of_mistakes():
    """The codes that the marker knows: only these are put in."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "src", "marking", "mistakes.def")
    with open(path, encoding="utf-8") as file:
        return re.findall(r'^MISTAKE\(\w+, "([a-z-]+)"', file.read(), re.MULTILINE)


TABLE = table_of_mistakes()
STALE, HIDDEN = "stale-values", "unwritten-step"  # mistakes that are seen in several lines
CODES = [code for code in TABLE if code in MISTAKES or code in SLIPS or code in (STALE, HIDDEN)]
RESULTS = ("pre_activation", "activation", "loss", "gradient", "update")  # what a short worksheet asks for


def left_out(sheet, way, draw):
    """Ids of the lines that are not written: none, the activations of hidden layers, all but the results, or three
    of ten."""
    if way == "all":
        return frozenset()
    if way == "layers":
        return frozenset(line.id for line in sheet.computed if stands_for_layer(line))
    if way == "results":
        return frozenset(line.id for line in sheet.computed if line.role not in RESULTS or
                         (line.role == "gradient" and line.quantity.sample))
    return frozenset(line.id for line in sheet.computed if draw.random() < 0.3)


class Case:
    """One sheet: `label` finds it again, `told` is what the answers say of how they were rounded."""

    def __init__(self, label, paper, told):
        self.label, self.paper, self.told = label, paper, told

    def document(self):
        return {"format": "handgrad-answers", "version": 1, "rounding": self.told, "answers": self.paper.answers()}


def honest_case(sheet, label, way, rounding, told, draw):
    paper = attempt(sheet, rounding, left_out(sheet, way, draw))
    return Case(label, paper, told) if paper and paper.written else None


def honest_cases(sheet, seed, number, count):
    """`count` papers; over the numbers of the problems every way of rounding comes up with every way of leaving out.
    None for a paper that cannot be gone on with."""
    draw = random.Random("%s honest %s" % (seed, number))
    for i in range(count):
        turn = number * count + i
        kind, digits, how = ALL_ROUNDINGS[turn % len(ALL_ROUNDINGS)]
        rounding = Rounding(kind, digits, how, padded=draw.random() < 0.5)
        told = how_read(rounding) if draw.random() < 0.3 else "either"
        way = ("all", "all", "some", "results")[(turn + turn // len(ALL_ROUNDINGS)) % 4]
        yield honest_case(sheet, "%d/h%d" % (number, i), way, rounding, told, draw)


# ---- mistakes ----


def texts_of(code, paper, line):
    """What stands on paper when the mistake is made at this line: all ways in which it can be made."""
    try:
        right = paper.worked(line.tree)
    except NO_VALUE:
        return
    if code in SLIPS:
        yield from SLIPS[code](paper, line, right)
        return
    for tree in MISTAKES[code](paper.sheet, line) if code in MISTAKES else ():
        try:
            yield text_of(paper.rounding.rounded(paper.worked(tree)))
        except NO_VALUE:
            continue


def codes_of(paper, line, number):
    """The codes of all mistakes that put this number there; a value may be copied from anywhere before."""
    codes = {code for code in CODES for text in texts_of(code, paper, line) if Decimal(text) == number}
    others = [other for other in paper.sheet.computed if other is not line]
    if any(other.id in paper.written and paper.written[other.id].value == number for other in others):
        codes.add("value-copied")
    if any(paper.rounding.rounded(other.true) == number for other in others):
        codes.add("true-value-of-another")
    return codes


class Mistaken(Case):
    """`code` was put into `line`, where `text` stands in place of what belongs there.

    `alike`: the codes of all mistakes that give the same digits. `shown`: the digits can show that it is wrong; `far`:
    by more than the whole width of what honest rounding reaches. `also`: ids of other lines in which the same mistake
    stands. `paper` is None where it cannot be gone on with after the mistake."""

    def __init__(self, label, paper, told, code, line, text, draw, changed=None, also=()):
        """`paper`: without the mistake. `changed`: what Paper is to be told of it; else the text is put there."""
        changed = changed or {line.id: lambda *_: text}
        super().__init__(label, attempt(paper.sheet, paper.rounding, paper.blanks, changed), told)
        self.code, self.line, self.text, self.also = code, line, text, also
        self.alike = {code} | codes_of(paper, line, Decimal(text))
        self.judge(Reach(paper, line, told, draw))

    def judge(self, reach):
        low, high = Written(self.text).span(self.told)
        self.shown = not reach.meets(low, high) and not low <= self.line.true <= high
        self.far = self.shown and reach.distance(low, high) > 1
        self.reached = "%.6g to %.6g (%s)" % (reach.low, reach.high, self.told) if reach.low is not None else "unknown"


def worked_out(tree):
    return lambda paper, line: paper.worked(tree)


def put_stale(paper, label, told, draw, lines):
    """One figure in place of all values of a layer, in every line of a kind."""
    for line in lines:
        trees = {id: tree for id, tree in stale_values(paper.sheet, line, draw).items() if id in paper.written}
        if trees:
            line = min((paper.sheet.by_id[id] for id in trees), key=lambda each: each.place)
            text = text_of(paper.rounding.rounded(paper.worked(trees[line.id])))
            if Decimal(text) != paper.written[line.id].value:
                changed = {id: worked_out(tree) for id, tree in trees.items()}
                changed[line.id] = lambda *_: text
                case = Mistaken(label, paper, told, STALE, line, text, draw, changed, set(trees) - {line.id})
                if not all(id in paper.written for id in line.operands if stands_for_layer(paper.sheet.by_id[id])):
                    case.alike.add(HIDDEN)  # a layer that was not written may have been worked out wrong as well
                return case
    return None


def shown_through(paper, hidden):
    """The written lines that a line which is not written leads to, with nothing written between."""
    through, found = {hidden.id}, []
    for line in paper.sheet.computed:
        if not through.isdisjoint(line.operands):
            if line.id in paper.written:
                found.append(line)
            else:
                through.add(line.id)
    return found


def leads_to(paper, tree, value):
    try:
        return paper.worked(tree) == value
    except NO_VALUE:
        return False


def put_hidden(paper, label, told, draw):
    """A mistake of formula in a line that was not written: it shows where something is written next."""
    hidden = [line for line in paper.sheet.computed if line.id not in paper.written]
    draw.shuffle(hidden)
    for line in hidden[:10]:
        trees = [(code, tree) for code in MISTAKES if code != "updated-parameter"
                 for tree in MISTAKES[code](paper.sheet, line)]
        if not trees:
            continue
        changed = {line.id: worked_out(draw.choice(trees)[1])}
        wrong = attempt(paper.sheet, paper.rounding, paper.blanks, changed)
        differ = [each for each in shown_through(paper, line)
                  if wrong and wrong.written[each.id].value != paper.written[each.id].value]
        if differ:
            text = wrong.written[differ[0].id].text
            case = Mistaken(label, paper, told, HIDDEN, differ[0], text, draw, changed, {l.id for l in differ[1:]})
            case.alike |= {code for code, tree in trees if leads_to(paper, tree, wrong.values[line.id])}
            return case
    return None


def put_in(paper, code, label, told, draw):
    """The mistake at some line where it changes what is written; None where there is no such line."""
    lines = [line for line in paper.sheet.computed if line.id in paper.written]
    draw.shuffle(lines)
    try:
        if code == STALE:
            return put_stale(paper, label, told, draw, lines)
        if code == HIDDEN:
            return put_hidden(paper, label, told, draw)
    except NO_VALUE:
        return None
    for line in lines:
        here = Decimal(paper.written[line.id].text)
        texts = [text for text in texts_of(code, paper, line) if Decimal(text) != here]
        if texts:
            return Mistaken(label, paper, told, code, line, draw.choice(texts), draw)
    return None


def mistaken_cases(sheet, seed, number, count):
    """`count` papers with a mistake each; the codes are drawn so that rare ones come up where they can be made."""
    draw = random.Random("%s mistakes %s" % (seed, number))
    codes = CODES[:]
    draw.shuffle(codes)
    found, i = 0, 0
    while codes and found < count:
        kind, digits, how = draw.choice(ALL_ROUNDINGS)
        rounding = Rounding(kind, digits, how, padded=draw.random() < 0.5)
        told = how_read(rounding) if draw.random() < 0.5 else "either"
        code = codes.pop()
        way = "some" if code == HIDDEN or draw.random() < 0.25 else "all"
        way = draw.choice(("all", "layers")) if code == STALE else way
        paper = attempt(sheet, rounding, left_out(sheet, way, draw))
        case = paper and put_in(paper, code, "%d/m%d" % (number, i), told, draw)
        i += 1
        if case and case.paper:
            found += 1
            yield case
