#!/usr/bin/env python3
"""e to the power of x at points over its whole range, correctly rounded from 50 digits.

The kernel's contract: 2 units in the last place, 0 below -708. The tolerance is in such units.
"""
import random

import mpmath

from common import emit

mpmath.mp.dps = 50
source = random.Random(1)
points = [0.0, 5e-324, -5e-324, 1e-300, 1e-17, -1e-17, 1.0, -1.0, 709.0, -708.0, -708.0000001, -745.0]
# Halves of ln 2, where the reduction of the argument changes its multiple.
points += [float((n + 0.5) * mpmath.log(2)) for n in range(-1020, 1022, 40)]
points += [source.uniform(-745, 709) for _ in range(250)]
points += [source.uniform(-40, 0) for _ in range(100)]
points += [source.choice([-1, 1]) * 10 ** source.uniform(-12, 0) for _ in range(500 - len(points))]
values = [float(mpmath.exp(mpmath.mpf(x))) if x >= -708 else 0.0 for x in points]
emit(["mpmath"], 2, points=points, values=values)
