#!/usr/bin/env python3
"""Prints the table of number/powers_of_ten.c: 192-bit significands of every STEP-th power of ten from 10^FIRST to 10^LAST, cut
off, upper halves first. It is proven here that what the C makes of it is right for every power between.
"""

FIRST, LAST, STEP = -340, 340, 20
EXACT = range(0, 56)  # 5^55 < 2^128


def significand(n, bits):
    """10^n * 2^k, cut off, with the k for which it has so many bits; and whether nothing was cut."""
    top, bottom = (10**n, 1) if n >= 0 else (1, 10**-n)
    shift = bits - 1 - (top.bit_length() - bottom.bit_length())
    while True:
        t = top << shift if shift > 0 else top
        b = bottom << -shift if shift < 0 else bottom
        g = t // b
        if g < 2**(bits - 1):
            shift += 1
        elif g >= 2**bits:
            shift -= 1
        else:
            return g, t % b == 0


def derived(n):
    """As power_of_ten in powers_of_ten.c."""
    five = 5**((n - FIRST) % STEP)
    product = significand(n - (n - FIRST) % STEP, 192)[0] * five
    return (product >> (product.bit_length() - 128)) + (n not in EXACT)


for n in range(FIRST, LAST + 1):
    cut, exact = significand(n, 128)
    assert exact == (n in EXACT)
    assert derived(n) == cut + (not exact)
    # The upper half alone must be a lower bound: rounding up may not have carried into it.
    assert exact or derived(n) % 2**64 != 0

for n in range(FIRST, LAST + 1, STEP):
    words = [(significand(n, 192)[0] >> shift) % 2**64 for shift in (128, 64, 0)]
    print("{%s}, /* 1e%d */" % (", ".join("UINT64_C(0x%016x)" % word for word in words), n))
