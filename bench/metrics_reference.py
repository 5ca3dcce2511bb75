"""Reference values of metrics, by NumPy, SciPy and scikit-learn, for the tests.

    /usr/bin/python3 bench/metrics_reference.py    (apt-get install python3-sklearn)

writes core/src/test/resources/everymode/metric/reference.npz: sets of features `NAME.x` and `NAME.y`
with `NAME.frechet` and `NAME.kernel`, and labels `NAME.labels` and `NAME.clusters` with
`NAME.clustering` = [accuracy, NMI geometric, NMI arithmetic, adjusted Rand].
"""

import pathlib

import numpy as np
import scipy.linalg
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.metrics.cluster import contingency_matrix
from sklearn.metrics.pairwise import polynomial_kernel

TARGET = pathlib.Path(__file__).parent.parent / "core/src/test/resources/everymode/metric/reference.npz"


def moments(x, y):
    x, y = x.astype(np.float64), y.astype(np.float64)
    a, b = (np.atleast_2d(np.cov(z, rowvar=False)) for z in (x, y))
    difference = x.mean(0) - y.mean(0)
    return a, b, difference @ difference + np.trace(a) + np.trace(b)


def frechet(x, y):
    """By singular values of the rows, which stay exact for singular covariances."""
    p, q = ((z - z.mean(0)) / np.sqrt(len(z) - 1) for z in (x.astype(np.float64), y.astype(np.float64)))
    return moments(x, y)[2] - 2 * np.linalg.svd(p @ q.T, compute_uv=False).sum()


def frechet_by_eigenvalues(x, y):
    a, b, rest = moments(x, y)
    values, vectors = np.linalg.eigh(a)
    half = vectors * np.sqrt(np.clip(values, 0, None)) @ vectors.T
    return rest - 2 * np.sqrt(np.clip(np.linalg.eigvalsh(half @ b @ half), 0, None)).sum()


def frechet_by_square_root(x, y):
    a, b, rest = moments(x, y)
    return rest - 2 * np.trace(np.real(scipy.linalg.sqrtm(a @ b)))


def kernel_distance(x, y):
    x, y = x.astype(np.float64), y.astype(np.float64)
    k = lambda p, q: polynomial_kernel(p, q, degree=3, gamma=1 / x.shape[1], coef0=1)
    off = lambda m: (m.sum() - np.trace(m)) / (len(m) * (len(m) - 1))
    return off(k(x, x)) + off(k(y, y)) - 2 * k(x, y).mean()


def clustering(labels, clusters):
    table = contingency_matrix(labels, clusters)
    rows, columns = linear_sum_assignment(-table)
    return [
        table[rows, columns].sum() / len(labels),
        normalized_mutual_info_score(labels, clusters, average_method="geometric"),
        normalized_mutual_info_score(labels, clusters, average_method="arithmetic"),
        adjusted_rand_score(labels, clusters)]


def features(random):
    normal = lambda n, d: random.normal(size=(n, d))
    whole = lambda n, d: random.integers(-3, 4, size=(n, d)).astype(np.float64)
    mix = normal(8, 8)
    yield "random", normal(60, 8), 0.3 + normal(75, 8) @ mix
    yield "far", 1000 + normal(90, 5), 1001 + 2 * normal(80, 5)
    # whole numbers, so that ranks are exact: 3 and 4 of 10, one feature constant
    yield "singular", whole(50, 3) @ whole(3, 10), np.pad(whole(40, 4) @ whole(4, 9), ((0, 0), (0, 1)))
    same = normal(30, 6)
    yield "same", same, same.copy()
    again = whole(30, 2) @ whole(2, 6)
    yield "same-singular", again, again.copy()
    yield "tiny", normal(2, 5), normal(3, 5)
    yield "constant", np.ones((4, 3)), 2 * np.ones((5, 3))
    yield "wide", normal(10, 40), 0.5 + normal(12, 40)
    yield "wide-and-tall", normal(10, 20), 1.5 * normal(90, 20)
    yield "one-feature", normal(25, 1), 3 * normal(20, 1)


def partitions(random):
    truth = random.integers(0, 5, 200)
    noisy = np.where(random.random(200) < 0.3, random.integers(0, 5, 200), (truth + 2) % 5)
    yield "noisy", truth, noisy
    yield "fewer", truth, noisy // 2
    yield "unrelated", truth, random.integers(0, 5, 200)
    yield "renamed", truth, 10 - 2 * truth
    yield "one-each", np.zeros(7, int), np.full(7, 3)
    yield "one-cluster", truth, np.zeros(200, int)
    yield "one-point", np.zeros(1, int), np.zeros(1, int)
    yield "two-points", np.array([0, 1]), np.array([0, 0])
    yield "singletons", np.arange(6), np.arange(6)[::-1]


def main():
    random = np.random.default_rng(20240611)
    arrays = {}
    for name, x, y in features(random):
        x, y = x.astype(np.float32), y.astype(np.float32)
        value = frechet(x, y)
        scale = max(1, moments(x, y)[2])
        assert abs(value - frechet_by_eigenvalues(x, y)) < 1e-7 * scale
        if name in ("random", "far"):  # the square root fails or is rough for singular covariances
            assert abs(value - frechet_by_square_root(x, y)) < 1e-9 * scale
        arrays |= {name + ".x": x, name + ".y": y, name + ".frechet": np.array([value]),
                   name + ".kernel": np.array([kernel_distance(x, y)])}
    for name, labels, clusters in partitions(random):
        arrays |= {name + ".labels": labels.astype(np.int64), name + ".clusters": clusters.astype(np.int64),
                   name + ".clustering": np.array(clustering(labels, clusters))}
    np.savez_compressed(TARGET, **arrays)


if __name__ == "__main__":
    main()
