"""The formulas of a trace, read and evaluated without handgrad: in decimals of 40 digits, and in floats for sampling.

A formula is a tree of tuples:

    ("num", "1/2")  ("const", "alpha")  ("ref", id)  ("call", name, arguments)
    ("sum", ((1, tree), (-1, tree), ...))           terms with their signs
    ("prod", ((1, tree), (-1, tree), ...))          factors; -1 divides
    ("neg", tree)  ("pow", base, exponent)  ("where", "<", a, b, then, otherwise)

Sums and products are flat: no sum is a term of a sum, no product a factor of a product.
"""

import math
import os
import re
import sys
from decimal import Decimal, DecimalException, InvalidOperation, getcontext
from functools import lru_cache

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "golden"))
from witness import reals  # noqa: E402

PRECISION = 40
getcontext().prec = PRECISION
getcontext().Emax, getcontext().Emin = 99999, -99999  # exp of a million is given up at once

# What has no value: a division by 0, the logarithm of a negative number, the root of one, an overflow.
NO_VALUE = (DecimalException, ArithmeticError, ValueError, TypeError)

# ---- reading ----

NAME = r"(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*(?:\[[0-9,]+\])?'*"
TOKEN = re.compile(r"\s*(?:(?P<derivative>(?:[A-Za-z_]\w*\.)*d%s/d%s)|(?P<name>%s)"
                   r"|(?P<number>\d+(?:\.\d+)?(?:e-?\d+)?(?:/\d+(?:\.\d+)?(?![\d.]))?)|(?P<sign><=|>=|==|[-+*/^(),<>]))"
                   % (NAME, NAME, NAME))
FUNCTIONS = {"exp", "log", "sqrt", "tanh", "erf", "abs", "max", "min", "sigmoid", "relu", "softplus", "where"}
PREFIXES = re.compile(r"^(?:[us]\d+\.)+")


def base_name(name):
    return PREFIXES.sub("", name).rstrip("'")


class Parser:
    """Reads a formula; its names are the operands in the order in which they first appear, or constants."""

    def __init__(self, text, operands, names):
        self.tokens, place = [], 0
        while place < len(text):
            match = TOKEN.match(text, place)
            if not match:
                raise ValueError("cannot read %r at %d" % (text, place))
            self.tokens.append((match.lastgroup, match.group(match.lastgroup)))
            place = match.end()
        self.tokens.append(("end", ""))
        self.place, self.left, self.names, self.bound = 0, list(operands), names, {}

    def peek(self):
        return self.tokens[self.place][1]

    def take(self, wanted=None):
        kind, text = self.tokens[self.place]
        if wanted is not None and text != wanted:
            raise ValueError("%r where %r belongs" % (text, wanted))
        self.place += 1
        return kind, text

    def all(self):
        tree = self.sum()
        if self.tokens[self.place][0] != "end" or self.left:
            raise ValueError("not read to its end: %r, %r" % (self.tokens[self.place:], self.left))
        return tree

    def sum(self):
        terms, sign = [], 1
        if self.peek() == "-":
            self.take()
            terms.append((1, negated(self.product())))
        else:
            terms.append((1, self.product()))
        while self.peek() in ("+", "-"):
            sign = 1 if self.take()[1] == "+" else -1
            terms.append((sign, self.product()))
        return make_sum(terms)

    def product(self):
        factors = [(1, self.power())]
        while self.peek() in ("*", "/"):
            exponent = 1 if self.take()[1] == "*" else -1
            factors.append((exponent, self.power()))
        return make_product(factors)

    def power(self):
        if self.peek() == "-":
            self.take()
            return negated(self.power())
        base = self.atom()
        if self.peek() == "^":
            self.take()
            return ("pow", base, self.power())
        return base

    def atom(self):
        kind, text = self.take()
        if kind == "number":
            return ("num", text)
        if text == "(":
            tree = self.sum()
            self.take(")")
            return tree
        if text in FUNCTIONS and self.peek() == "(":
            return self.call(text)
        if kind not in ("name", "derivative"):
            raise ValueError("unexpected %r" % text)
        return self.leaf(text)

    def leaf(self, text):
        if text not in self.bound:
            if self.left and base_name(self.names[self.left[0]]) == base_name(text):
                self.bound[text] = ("ref", self.left.pop(0))
            else:
                self.bound[text] = ("const", text)
        return self.bound[text]

    def call(self, name):
        self.take("(")
        arguments = [self.sum()]
        comparison = self.take()[1] if name == "where" else None
        if comparison:
            arguments.append(self.sum())
        while self.peek() == ",":
            self.take()
            arguments.append(self.sum())
        self.take(")")
        return ("where", comparison, *arguments) if comparison else ("call", name, tuple(arguments))


def negated(tree):
    return tree[1] if tree[0] == "neg" else ("neg", tree)


def make_sum(terms):
    flat = []
    for sign, term in terms:
        inner = term[1] if term[0] == "sum" else ((1, term),)
        flat += [(sign * s, t) for s, t in inner]
    if not flat:
        return ("num", "0")
    return flat[0][1] if len(flat) == 1 and flat[0][0] == 1 else ("sum", tuple(flat))


def make_product(factors):
    flat = []
    for exponent, factor in factors:
        inner = factor[1] if factor[0] == "prod" else ((1, factor),)
        flat += [(exponent * e, f) for e, f in inner]
    if not flat:
        return ("num", "1")
    return flat[0][1] if len(flat) == 1 and flat[0][0] == 1 else ("prod", tuple(flat))


# ---- looking at trees, and making others of them ----


def children(tree):
    """The subtrees, each with a function that makes the tree with another in its place."""
    kind = tree[0]
    if kind in ("sum", "prod"):
        make = make_sum if kind == "sum" else make_product
        for i, (how, child) in enumerate(tree[1]):
            yield child, lambda new, i=i, how=how: make(tree[1][:i] + ((how, new),) + tree[1][i + 1:])
    elif kind == "call":
        for i, child in enumerate(tree[2]):
            yield child, lambda new, i=i: ("call", tree[1], tree[2][:i] + (new,) + tree[2][i + 1:])
    elif kind in ("neg", "pow", "where"):
        for i in range(2 if kind == "where" else 1, len(tree)):
            yield tree[i], lambda new, i=i: tree[:i] + (new,) + tree[i + 1:]


def places(tree):
    """Every subtree, the tree itself first, each with a function that makes the tree with another in its place."""
    yield tree, lambda new: new
    for child, put in children(tree):
        for place, put_there in places(child):
            yield place, lambda new, put=put, put_there=put_there: put(put_there(new))


def references(tree):
    return list(dict.fromkeys(place[1] for place, _ in places(tree) if place[0] == "ref"))


def substituted(tree, replacement):
    """The tree with each subtree in `replacement` by what it says."""
    if tree in replacement:
        return replacement[tree]
    for child, _ in list(children(tree)):
        new = substituted(child, replacement)
        if new != child:
            replacement = {**replacement, child: new}
    kind = tree[0]
    if kind in ("sum", "prod"):
        make = make_sum if kind == "sum" else make_product
        return make([(how, replacement.get(child, child)) for how, child in tree[1]])
    if kind == "call":
        return ("call", tree[1], tuple(replacement.get(child, child) for child in tree[2]))
    if kind in ("neg", "pow", "where"):
        first = 2 if kind == "where" else 1
        return tree[:first] + tuple(replacement.get(child, child) for child in tree[first:])
    return tree


# ---- evaluating: a tree becomes a Python function of the values of its references ----


def source(tree, slots, number):
    kind = tree[0]

    def of(child):
        return source(child, slots, number)

    if kind == "num":
        return number(tree[1])
    if kind == "const":
        return "c[%r]" % tree[1]
    if kind == "ref":
        return "v[%d]" % slots.setdefault(tree[1], len(slots))
    if kind == "sum":
        return "(%s)" % "".join("%s%s" % ("+" if sign > 0 else "-", of(term)) for sign, term in tree[1])
    if kind == "prod":
        over = [of(factor) for exponent, factor in tree[1] if exponent > 0] or [number("1")]
        under = [of(factor) for exponent, factor in tree[1] if exponent < 0]
        return "(%s)" % "".join(["*".join(over)] + ["/" + text for text in under])
    if kind == "neg":
        return "(-%s)" % of(tree[1])
    if kind == "pow":
        whole = tree[2][0] == "num" and tree[2][1].isdigit()
        return "(%s**%s)" % (of(tree[1]), tree[2][1] if whole else of(tree[2]))
    if kind == "where":
        return "(%s if %s%s%s else %s)" % (of(tree[4]), of(tree[2]), tree[1], of(tree[3]), of(tree[5]))
    return "f_%s(%s)" % (tree[1], ",".join(map(of, tree[2])))


@lru_cache(maxsize=4096)
def decimal_erf(x):
    return +reals.erf(reals.Real(x)).decimal


def decimal_tanh(x):
    e = (-2 * abs(x)).exp()
    return ((1 - e) / (1 + e)).copy_sign(x)


def decimal_log(x):
    if x <= 0:
        raise InvalidOperation
    return x.ln()


def float_power(a, b):
    if a < 0 and b != int(b):
        raise ValueError
    return a**b


ONE = Decimal(1)
IN_DECIMALS = {"f_exp": Decimal.exp, "f_log": decimal_log, "f_sqrt": Decimal.sqrt, "f_tanh": decimal_tanh,
               "f_erf": decimal_erf, "f_abs": abs, "f_max": max, "f_min": min, "D": Decimal,
               "f_relu": lambda z: max(z, Decimal(0)), "f_sigmoid": lambda z: ONE / (ONE + (-z).exp()),
               "f_softplus": lambda z: (ONE + z.exp()).ln()}
IN_FLOATS = {"f_exp": math.exp, "f_log": math.log, "f_sqrt": math.sqrt, "f_tanh": math.tanh, "f_erf": math.erf,
             "f_abs": abs, "f_max": max, "f_min": min,
             "f_sigmoid": lambda z: 1 / (1 + math.exp(-z)) if z > -700 else 0.0, "f_relu": lambda z: max(z, 0.0),
             "f_softplus": lambda z: math.log1p(math.exp(z))}


@lru_cache(maxsize=65536)
def decimal_text(text):
    return "(%s)" % "/".join('D("%s")' % part for part in text.split("/"))


@lru_cache(maxsize=65536)
def float_text(text):
    over, under = (text + "/1").split("/")[:2]
    return repr(float(Decimal(over) / Decimal(under)))


@lru_cache(maxsize=65536)
def compiled(text, floats):
    return eval("lambda v, c: " + text, IN_FLOATS if floats else IN_DECIMALS)


@lru_cache(maxsize=100000)
def function_of(tree, floats=False):
    """(f, ids): f(values of the ids in that order, constants) is the tree's value."""
    slots = {}
    text = source(tree, slots, float_text if floats else decimal_text)
    return compiled(text, floats), tuple(slots)


# Below this a value is 0 that an identity made: a1 - a1 computed by two ways.
VANISHES = Decimal(1).scaleb(-30)


def evaluate(tree, values, constants):
    """In decimals; `values`: id -> Decimal. Raises one of NO_VALUE."""
    function, ids = function_of(tree)
    value = function([values[id] for id in ids], constants)
    return Decimal(0) if abs(value) < VANISHES else value
