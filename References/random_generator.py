#!/usr/bin/env python3
"""The first outputs of xoshiro256** seeded through SplitMix64, from the published definitions.

Blackman, Vigna (2021), doi:10.1145/3460772; https://prng.di.unimi.it. Numbers are hexadecimal.
"""
from common import emit

MASK = 2 ** 64 - 1


def split_mix(seed):
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & MASK
        z = seed
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def rotate_left(x, count):
    return ((x << count) & MASK) | (x >> (64 - count))


def xoshiro(seed):
    states = split_mix(seed)
    s = [next(states) for _ in range(4)]
    while True:
        yield (rotate_left((s[1] * 5) & MASK, 7) * 9) & MASK
        t = (s[1] << 17) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate_left(s[3], 45)


def case(seed):
    source = xoshiro(seed)
    return {"seed": f"{seed:x}", "outputs": [f"{next(source):x}" for _ in range(16)]}


emit([], 0, cases=[case(seed) for seed in (0, 1, 42, 0x123456789ABCDEF, MASK)])
