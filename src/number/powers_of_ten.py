#!/usr/bin/env python3
"""Prints the table of number/powers_of_ten.h: 128-bit significands of 10^FIRST .. 10^LAST.

Each is 10^n * 2^(127 - floor(log2 10^n)), rounded up where it is not an integer.
"""

FIRST, LAST = -340, 340


def significand(n):
    top, bottom = (10**n, 1) if n >= 0 else (1, 10**-n)
    shift = 127 - (top.bit_length() - bottom.bit_length())
    while True:
        t = top << shift if shift > 0 else top
        b = bottom << -shift if shift < 0 else bottom
        g = -(-t // b)
        if g < 2**127:
            shift += 1
        elif g >= 2**128:
            shift -= 1
        else:
            break
    # The upper half alone must be a lower bound: rounding up may not have carried into it.
    assert t % b == 0 or g % 2**64 != 0
    return g


for n in range(FIRST, LAST + 1):
    g = significand(n)
    print("{UINT64_C(0x%016x), UINT64_C(0x%016x)}, /* 1e%d */" % (g >> 64, g % 2**64, n))
