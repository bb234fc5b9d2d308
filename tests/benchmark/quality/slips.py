"""Slips of writing, from their descriptions: what stands on paper for a value that was worked out well.

`SLIPS[code](paper, line, value)` yields texts: `value` is what this person got, unrounded.
"""

from decimal import Decimal

from .paper import NUMERAL, Rounding, text_of, trusted

SLIPS = {}


def slip(code):
    def register(function):
        SLIPS[code] = function
        return function
    return register


def honest(paper, value):
    return text_of(paper.rounding.rounded(value))


def parts(text):
    """Sign, digits before the point, digits after it, power of ten (None: none)."""
    sign, whole, decimals, power = NUMERAL.match(text).groups()
    return sign, whole, decimals or "", power


def joined(sign, whole, decimals, power):
    return sign + (whole or "0") + ("." + decimals if decimals else "") + ("e" + power if power is not None else "")


@slip("decimal-point")
def decimal_point(paper, line, value):
    sign, whole, decimals, power = parts(honest(paper, value))
    for by in (-2, -1, 1, 2):
        place = len(whole) + by
        digits = whole + decimals
        if place < 1:
            digits, place = "0" * (1 - place) + digits, 1
        digits = digits.ljust(place, "0")
        left = digits[:place].lstrip("0") or "0"
        yield joined(sign, left, digits[place:], power)


@slip("decimal-point-of-change")
def change_decimal_point(paper, line, value):
    q = line.quantity
    old = "u%d.%s" % (q.update - 1, line.id[len(q.prefix):])
    if line.role == "update" and old in paper.values:
        change = value - paper.values[old]
        for by in (-1, 1):
            yield honest(paper, paper.values[old] + change.scaleb(by))


def plausible(text):
    """Of a value with a digit changed: it is not taken for 0."""
    return bool(NUMERAL.match(text)) and Decimal(text) != 0


def all_digits(text):
    """Places of the digits that count: from the first that is not 0, before the power of ten."""
    end = text.index("e") if "e" in text else len(text)
    first = next((i for i in range(end) if text[i] in "123456789"), end)
    return [i for i in range(first, end) if text[i].isdigit()]


@slip("digits-transposed")
def digits_transposed(paper, line, value):
    text = honest(paper, value)
    digits = all_digits(text)
    for i, j in zip(digits, digits[1:]):
        if text[i] != text[j]:
            swapped = list(text)
            swapped[i], swapped[j] = text[j], text[i]
            yield "".join(swapped)


@slip("digit-lost")
def digit_lost(paper, line, value):
    text = honest(paper, value)
    for i in all_digits(text) if len(all_digits(text)) > 1 else ():
        if plausible(text[:i] + text[i + 1:]):
            yield text[:i] + text[i + 1:]


@slip("digit-doubled")
def digit_doubled(paper, line, value):
    text = honest(paper, value)
    for i in all_digits(text):
        yield text[:i] + text[i] + text[i:]


@slip("digit-wrong")
def digit_wrong(paper, line, value):
    text = honest(paper, value)
    for i in all_digits(text):
        for digit in "0123456789":
            if digit != text[i] and plausible(text[:i] + digit + text[i + 1:]):
                yield text[:i] + digit + text[i + 1:]


@slip("sign-lost")
def sign_lost(paper, line, value):
    text = honest(paper, value)
    if value != 0:
        yield text[1:] if text.startswith("-") else "-" + text


@slip("exponent-wrong")
def exponent_wrong(paper, line, value):
    sign, whole, decimals, power = parts(honest(paper, value))
    if power is not None:
        for by in (-2, -1, 1, 2):
            yield joined(sign, whole, decimals, str(int(power) + by))


@slip("exponent-sign")
def exponent_sign(paper, line, value):
    sign, whole, decimals, power = parts(honest(paper, value))
    if power is not None:
        yield joined(sign, whole, decimals, str(-int(power)))


@slip("rounded-twice")
def rounded_twice(paper, line, value):
    own = paper.rounding
    if own.how != "truncate" and trusted(value) != 0:
        once = Rounding(own.kind, own.digits + 1, own.how).rounded(value)
        twice = Rounding(own.kind, own.digits, "half-up").rounded(once)
        yield text_of(twice)


@slip("truncated")
def truncated(paper, line, value):
    yield text_of(Rounding(paper.rounding.kind, paper.rounding.digits, "truncate").rounded(value))


@slip("value-copied")
def value_copied(paper, line, value):
    """What they wrote for another quantity of the same kind, or for one that this step is made of."""
    for other in sorted(set(line.operands) | {l.id for l in paper.sheet.families[line.quantity.family()]}):
        if other != line.id and other in paper.written:
            yield paper.written[other].text


@slip("true-value-of-another")
def truth_copied(paper, line, value):
    """The right value of another quantity of the same kind, as the back of the book has it."""
    for other in paper.sheet.families[line.quantity.family()]:
        if other.id != line.id and other.tree:
            yield honest(paper, other.true)
