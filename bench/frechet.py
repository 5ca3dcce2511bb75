"""The Fréchet distance: ours and that of numpy.cov with scipy.linalg.sqrtm take turns.

Both sides hold the same features, tell the same value (else the command fails) and use the same number
of threads: ours as workers, theirs as BLAS threads.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time


def options():
    parser = argparse.ArgumentParser(prog="frechet")
    parser.add_argument("java")
    parser.add_argument("classpath")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--dim", type=int, default=2_048)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def features(np, random, rows, dim):
    """Normal features whose variances fall as those of a deep network do."""
    x = random.standard_normal((rows, dim), dtype=np.float32) / np.sqrt(1 + np.arange(dim, dtype=np.float32))
    return x @ np.linalg.qr(random.standard_normal((dim, dim), dtype=np.float32))[0]


def theirs(np, linalg, x, y):
    begin = time.perf_counter()
    a, b = (np.cov(z.astype(np.float64), rowvar=False) for z in (x, y))
    difference = x.mean(0, dtype=np.float64) - y.mean(0, dtype=np.float64)
    value = difference @ difference + np.trace(a + b - 2 * np.real(linalg.sqrtm(a @ b)))
    return (time.perf_counter() - begin) * 1000, value


def ours(worker):
    worker.stdin.write("1\n")
    worker.stdin.flush()
    milliseconds, value = worker.stdout.readline().split()
    return float(milliseconds), float(value)


def main():
    args = options()
    os.environ["OPENBLAS_NUM_THREADS"] = str(args.threads)
    import numpy as np
    from scipy import linalg
    random = np.random.default_rng(1)
    x, y = (features(np, random, args.rows, args.dim) for _ in range(2))
    with tempfile.TemporaryDirectory() as folder:
        np.savez(os.path.join(folder, "x.npz"), x)
        np.savez(os.path.join(folder, "y.npz"), y)
        worker = subprocess.Popen(
            [args.java, "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp", args.classpath,
             "everymode.bench.FrechetWorker", folder, str(args.threads)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        pairs = []
        for i in range(args.pairs):
            # Who begins changes from pair to pair, so that what drifts helps neither side.
            first = ours(worker) if i % 2 == 0 else None
            reference = theirs(np, linalg, x, y)
            pairs.append((first or ours(worker), reference))
        worker.stdin.close()
        worker.wait()
    print(f"# {args.rows} rows a side of {args.dim} features, {args.threads} threads, {args.pairs} pairs")
    print("# case     ours_ms theirs_ms  ratio")
    print("frechet  %9.0f %9.0f %6.2f" % (
        statistics.median(us[0] for us, _ in pairs),
        statistics.median(them[0] for _, them in pairs),
        statistics.median(them[0] / us[0] for us, them in pairs)))
    for us, them in pairs:
        if abs(us[1] - them[1]) > 1e-6 * max(1, abs(them[1])):
            sys.exit(f"frechet: the two sides differ, {us[1]} and {them[1]}")


main()
