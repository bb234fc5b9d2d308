"""Real numbers for the witness: fractions as long as they are fractions, decimals of many digits after that.

Nothing here is taken from handgrad. Functions that Python's decimal numbers lack are by their textbook series.
"""

from decimal import MAX_EMAX, MIN_EMIN, Decimal, getcontext
from fractions import Fraction
from math import isqrt

LONGEST = 4096  # bits of a fraction that is still a fraction

getcontext().prec = 60
getcontext().Emax, getcontext().Emin = MAX_EMAX, MIN_EMIN


class Real:
    """A number known exactly (`fraction`), or to the digits of the decimal context (`decimal`)."""

    def __init__(self, value):
        self.fraction = None
        if isinstance(value, Decimal):
            self.decimal = value
            return
        value = Fraction(value)
        self.decimal = Decimal(value.numerator) / Decimal(value.denominator)
        if max(value.numerator.bit_length(), value.denominator.bit_length()) <= LONGEST:
            self.fraction = value

    def nearest(self):
        """The fraction itself, or that of the decimal."""
        return Fraction(self.decimal) if self.fraction is None else self.fraction

    def _apply(self, other, operation):
        other = real(other)
        if self.fraction is None or other.fraction is None:
            return Real(operation(self.decimal, other.decimal))
        return Real(operation(self.fraction, other.fraction))

    def __add__(self, other):
        return self._apply(other, lambda a, b: a + b)

    def __sub__(self, other):
        return self._apply(other, lambda a, b: a - b)

    def __mul__(self, other):
        if self.fraction == 0 or real(other).fraction == 0:
            return Real(0)
        return self._apply(other, lambda a, b: a * b)

    def __truediv__(self, other):
        return Real(0) if self.fraction == 0 else self._apply(other, lambda a, b: a / b)

    def __pow__(self, exponent):
        exponent = real(exponent)
        if exponent.fraction is None or exponent.fraction.denominator != 1:
            return exp(exponent * log(self))
        power = int(exponent.fraction)
        return Real(self.decimal**power if self.fraction is None else self.fraction**power)

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return real(other) - self

    def __rtruediv__(self, other):
        return real(other) / self

    def __neg__(self):
        return 0 - self

    def __abs__(self):
        return -self if self.sign() < 0 else self

    def sign(self):
        value = self.decimal if self.fraction is None else self.fraction
        return (value > 0) - (value < 0)

    def __lt__(self, other):
        return (self - other).sign() < 0

    def __le__(self, other):
        return (self - other).sign() <= 0

    def __gt__(self, other):
        return (self - other).sign() > 0

    def __ge__(self, other):
        return (self - other).sign() >= 0


def real(value):
    return value if isinstance(value, Real) else Real(value)


def total(values):
    return sum(values, Real(0))


def exp(x):
    return Real(1) if x.fraction == 0 else Real(x.decimal.exp())


def log(x):
    return Real(0) if x.fraction == 1 else Real(x.decimal.ln())


def sqrt(x):
    if x.fraction is not None and x.fraction >= 0:
        above, below = isqrt(x.fraction.numerator), isqrt(x.fraction.denominator)
        if above**2 == x.fraction.numerator and below**2 == x.fraction.denominator:
            return Real(Fraction(above, below))
    return Real(x.decimal.sqrt())


def tanh(x):
    if x.fraction == 0:
        return Real(0)
    return 1 - 2 / (exp(2 * x) + 1) if x.sign() > 0 else 2 / (exp(-2 * x) + 1) - 1


def pi():
    """Machin: pi/4 = 4 arctan(1/5) - arctan(1/239)."""
    context = getcontext()
    context.prec += 10

    def arctan_of_inverse(n):
        power = result = Decimal(1) / n
        k = 1
        while abs(power) > Decimal(10) ** -context.prec:
            power /= -n * n
            k += 2
            result += power / k
        return result

    result = 4 * (4 * arctan_of_inverse(5) - arctan_of_inverse(239))
    context.prec -= 10
    return Real(+result)


def erfc(x):
    """1 - erf(x): by the power series of erf, with digits to spare; from 9 on by Laplace's continued fraction."""
    if x.fraction == 0:
        return Real(1)
    if x.sign() < 0:
        return 2 - erfc(-x)
    context, digits = getcontext(), getcontext().prec
    context.prec = digits + 80
    d = x.decimal
    if d < 9:
        term = result = d
        k = 0
        while abs(term) > Decimal(10) ** -context.prec:
            k += 1
            term *= -d * d / k
            result += term / (2 * k + 1)
        result = 1 - 2 * result / pi().decimal.sqrt()
    else:
        fraction = d
        for k in range(60 + 2 * digits**2 // int(d) ** 2 + 10 * digits // int(d), 0, -1):
            fraction = d + Decimal(k) / 2 / fraction
        result = (-d * d).exp() / fraction / pi().decimal.sqrt()
    context.prec = digits
    return Real(+result)


def erf(x):
    return Real(0) if x.fraction == 0 else 1 - erfc(x)
