"""A class that works out a problem by hand, for timing: what each student writes, rounding and mistakes included.

Every step is computed, with the formula of the trace, from what this student wrote before; so a mistake is carried on. Same
seed, same class. It is no measure of how well mistakes are found.
"""

import csv
import io
import json
import math
import random
import re
import subprocess
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

# How many students have how many wrong lines.
KINDS = {"right": (0.4, (0, 0)), "few": (0.5, (1, 3)), "many": (0.1, (8, 15))}

FUNCTIONS = {"sigmoid": lambda z: 1 / (1 + math.exp(min(-z, 700))), "exp": math.exp, "tanh": math.tanh, "log": math.log}


class Problem:
    """The steps of one update with one sample, as Python; and which of them the worksheet asks for."""

    def __init__(self, handgrad, name, blank="results"):
        trace = json.loads(subprocess.check_output([handgrad, "trace", name, "--format", "json"]))
        self.steps = [step for step in trace["steps"] if "formula" in step]
        self.given = {step["id"]: step["value"] for step in trace["steps"] if "formula" not in step}
        self.rate = trace["problem"]["optimizer"]["learning_rate"]
        names = {step["id"]: step["name"] for step in trace["steps"]}
        for step in self.steps:
            text = step["formula"].replace("^", "**")
            places = {names.get(operand, operand).rstrip("'"): operand for operand in step["operands"]}
            places.update({operand.split(".", 1)[-1]: operand for operand in step["operands"]})
            pattern = "|".join(re.escape(called) for called in sorted(places, key=len, reverse=True))
            code = re.sub(r"(?<![\w.'])(?:%s)(?![\w'])" % pattern, lambda found: "v[%r]" % places[found.group()], text) \
                if places else text
            step["code"] = compile(code, step["id"], "eval")
        sheet = subprocess.check_output([handgrad, "worksheet", name, "--format", "csv", "--blank", blank], text=True)
        self.asked = {row["id"] for row in csv.DictReader(io.StringIO(sheet))}

    def value(self, step, values):
        return eval(step["code"], dict(FUNCTIONS, alpha=self.rate), {"v": values})  # pylint: disable=eval-used


# ---- rounding ----


def place_of(value):
    return math.floor(math.log10(abs(value))) if value else 0


def write(value, place, rounding):
    """The number rounded at a place of ten, as people write it."""
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(place), rounding)
    if not rounded:
        return "0"
    return "{:e}".format(rounded) if place_of(rounded) < -6 else "{:f}".format(rounded)


def written(student, problem, step, value, values):
    """New parameters are written down to the third digit of their change, all else to so many figures."""
    place = place_of(value) - student.figures + 1
    if step["role"] == "update":
        old = values[step["operands"][0]]
        place = min(place, place_of(value - old) - 2) if value != old else place
    return write(value, place, student.rounding)


# ---- mistakes: of a value, or of how it is written ----


def learning_rate_forgotten(draw, step, value, values):
    if step["role"] != "update":
        return decimal_point(draw, step, value, values)
    old = values[step["operands"][0]]
    return old + (value - old) * 10


def step_added(draw, step, value, values):
    return 2 * values[step["operands"][0]] - value if step["role"] == "update" else sign(draw, step, value, values)


def factor_forgotten(draw, step, value, values):
    factor = values[draw.choice(step["operands"])] if step["operands"] else 2
    return value / factor if factor else 1.0


def term_forgotten(draw, step, value, values):
    return value - values[draw.choice(step["operands"])] if step["operands"] else value + 1


def decimal_point(draw, _step, value, _values):
    return value * draw.choice([10, 0.1])


def sign(_draw, _step, value, _values):
    return -value


def slip(draw, _step, value, _values):
    """No mistake that has a name."""
    return value * draw.uniform(1.1, 3) + draw.uniform(0.01, 0.1)


MISTAKES = [learning_rate_forgotten, step_added, factor_forgotten, factor_forgotten, term_forgotten, decimal_point, sign, sign, slip]


# ---- students ----


class Student:
    def __init__(self, draw, kind, name):
        self.name, self.kind = name, kind
        self.figures = draw.choice([4, 5, 6])
        self.rounding = draw.choice([ROUND_HALF_UP, ROUND_HALF_UP, ROUND_HALF_EVEN])

    def work(self, draw, problem):
        """The answers: what this student writes for each quantity that is asked for."""
        asked = [step["id"] for step in problem.steps if step["id"] in problem.asked]
        least, most = KINDS[self.kind][1]
        wrong = set(draw.sample(asked, min(len(asked), draw.randint(least, most))))
        values, answers = dict(problem.given), {}
        for step in problem.steps:
            value = problem.value(step, values)
            if step["id"] in wrong:
                value = draw.choice(MISTAKES)(draw, step, value, values)
            if step["id"] in problem.asked:
                answers[step["id"]] = written(self, problem, step, value, values)
                value = float(answers[step["id"]])
            values[step["id"]] = value
        return answers


def school(problem, count, seed, kinds=tuple(KINDS)):
    """Lines for `handgrad grade`: a class in which students of each kind are as common as KINDS says."""
    draw = random.Random(seed)
    weights = [KINDS[kind][0] for kind in kinds]
    for number in range(count):
        student = Student(draw, draw.choices(kinds, weights)[0], "student %d" % (number + 1))
        yield json.dumps({"format": "handgrad-answers", "version": 1, "student": student.name,
                          "answers": student.work(draw, problem)})
