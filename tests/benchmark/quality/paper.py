"""Work done by hand: every step computed from what was written for the steps before, and rounded.

A step that was left out is computed in full from what was written before it: nothing of it is rounded on the way.
"""

import re
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from .formulas import NO_VALUE, evaluate

HOW = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN, "truncate": ROUND_DOWN}

# Of the 40 digits computed these are trusted: (0.1 + 0.1 + 0.1)/3 is 0.1, and is not cut to 0.0999.
TRUSTED = 28


class Rounding:
    """To `digits` figures ("sf") or decimals ("dp"), by half-up, half-even or truncate. `padded`: what is
    known exactly, 8, is written 8.00 with three figures, too; else as short as it is."""

    def __init__(self, kind, digits, how, padded=True):
        self.kind, self.digits, self.how, self.padded = kind, digits, how, padded

    def __str__(self):
        return "%s:%d:%s" % (self.kind, self.digits, self.how)

    def place(self, value):
        """The power of ten of the last digit that is kept."""
        return -self.digits if self.kind == "dp" else value.adjusted() - self.digits + 1

    def at(self, value, place):
        return value.quantize(Decimal(1).scaleb(place), HOW[self.how])

    def rounded(self, value):
        """The number written, with the digits that are kept."""
        value = trusted(value)
        if value == 0:
            return Decimal(0) if self.kind == "sf" else Decimal(0).scaleb(-self.digits)
        kept = self.at(value, self.place(value))
        if self.kind == "sf" and kept.adjusted() > value.adjusted():
            kept = self.at(value, self.place(kept))
        return kept


def trusted(value):
    if value == 0:
        return value
    return value.quantize(Decimal(1).scaleb(value.adjusted() - TRUSTED + 1), ROUND_HALF_EVEN)


ALL_ROUNDINGS = [(kind, digits, how) for kind, most in (("sf", 3), ("dp", 2)) for digits in range(most, most + 3)
                 for how in HOW]


def text_of(number):
    """As it is written: plain, or with a power of ten where it is very small or large."""
    if number == 0:
        return str(abs(number)) if number.as_tuple().exponent >= -6 else "0"
    e, last = number.adjusted(), number.as_tuple().exponent
    if e >= -5 and (last <= 0 or e < 5):
        return format(number, "f")
    digits = "".join(map(str, number.as_tuple().digits))
    return "%s%s%se%d" % ("-" if number < 0 else "", digits[0], "." + digits[1:] if digits[1:] else "", e)


NUMERAL = re.compile(r"(-?)(\d+)(?:\.(\d*))?(?:e(-?\d+))?$")


class Written:
    """What stands on paper for one line, and what that can stand for."""

    def __init__(self, text):
        self.text = text
        self.value = Decimal(text)
        self.unit = Decimal(1).scaleb(min(self.value.as_tuple().exponent, 0) if "e" not in text
                                      else self.value.as_tuple().exponent)

    def span(self, how):
        """Lowest and highest number that it can stand for: rounded to nearest, cut off, or either."""
        half = self.unit / 2
        sign = -1 if self.value < 0 or self.text.startswith("-") else 1
        low, high = self.value - half, self.value + half
        if how == "nearest":
            return low, high
        near, far = (self.value, self.value + sign * self.unit)
        cut = (min(near, far), max(near, far))
        if self.value == 0:
            cut = (-self.unit, self.unit)
        return cut if how == "truncate" else (min(low, cut[0]), max(high, cut[1]))


class Paper:
    """What one person wrote: `values` of all lines (Decimal), `written` of those that stand on paper.

    `blanks`: ids that are left out. `changed`: {id: a function of (paper, line)} that gives the number had there, before
    it is rounded where it is written; or a text, which is written as it is.
    """

    def __init__(self, sheet, rounding, blanks=frozenset(), changed=None):
        self.sheet, self.rounding, self.blanks = sheet, rounding, blanks
        self.values = {line.id: line.true for line in sheet.lines if not line.tree}
        self.written, changed = {}, changed or {}
        for line in sheet.computed:
            value = changed[line.id](self, line) if line.id in changed else self.worked(line.tree)
            if isinstance(value, str):
                self.put(line, value)
            elif line.id in blanks:
                self.values[line.id] = value
            elif line.exact and line.true == value and not rounding.padded:
                self.put(line, self.shortest(value))
            else:
                self.put(line, text_of(rounding.rounded(value)))

    def shortest(self, value):
        """Of a value that is known exactly: as short as it is, if that is not more digits than are kept."""
        kept = self.rounding.rounded(value)
        return text_of(kept.normalize() if kept == value else kept)

    def put(self, line, text):
        self.written[line.id] = Written(text)
        self.values[line.id] = self.written[line.id].value

    def worked(self, tree):
        """What this person gets for a formula: unrounded. Raises one of NO_VALUE."""
        return evaluate(tree, self.values, self.sheet.constants)

    def answers(self):
        return {id: written.text for id, written in self.written.items()}


def attempt(*arguments):
    """A paper; None where it cannot be gone on with, as when the logarithm of what rounds to 0 is asked for."""
    try:
        return Paper(*arguments)
    except NO_VALUE:
        return None


def how_read(rounding):
    """The key `rounding` of answers that say how they were rounded."""
    return "truncate" if rounding.how == "truncate" else "nearest"
