"""The NumPy and scikit-learn side of the neighbour metrics: one process that measures on demand.

Precision and recall with k = 3, density and coverage with k = 5, from whole matrices of distances as
the reference code has them, but each matrix is made once and dropped when it has been read. Each line
on the standard input is a number of times to measure; the answer is the milliseconds they took and
the scores. At the end of the input the peak of resident memory is told.
"""

import os
import sys
import time

import numpy as np
from sklearn.metrics import pairwise_distances

NARROW, WIDE = 3, 5


def distances(x, y):
    # One job: the products inside have all threads already; more jobs were no faster.
    return pairwise_distances(x, y, metric="euclidean", n_jobs=1)


def radii(x, *ks):
    # A point is its own nearest neighbour, so the k-th other one stands at place k.
    nearest = np.partition(distances(x, x), ks, axis=1)
    return [nearest[:, k].copy() for k in ks]


def scores(real, fake):
    narrow, wide = radii(real, NARROW, WIDE)
    (reach,) = radii(fake, NARROW)
    between = distances(real, fake)
    precision = (between < narrow[:, None]).any(axis=0).mean()
    recall = (between < reach[None, :]).any(axis=1).mean()
    density = (between < wide[:, None]).sum(axis=0).mean() / WIDE
    coverage = (between.min(axis=1) < wide).mean()
    return precision, recall, density, coverage


def peak():
    """Peak of resident memory in KiB, or -1 where the system does not tell."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except OSError:
        return -1


def main():
    folder, dim = sys.argv[1], int(sys.argv[2])
    real, fake = (
        np.fromfile(os.path.join(folder, name), dtype="<f4").reshape(-1, dim)
        for name in ("real", "fake"))
    for line in sys.stdin:
        begin = time.perf_counter()
        for _ in range(int(line)):
            result = scores(real, fake)
        print((time.perf_counter() - begin) * 1000, *result, flush=True)
    print(peak(), flush=True)


main()
