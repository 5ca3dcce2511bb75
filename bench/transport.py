"""Semi-discrete transport of a cube to normal targets: ours, and the authors' released method in PyTorch.

Their method, written anew: Adam (rate .05, without correction of the bias) on the masses of the cells, counted
with the same Sobol points in every step, 20 batches of 1,000; twice as many whenever 30 steps bring no smaller error.
Both run with one thread until the error on fresh points is below the bar, or they are cut off. CPU seconds of the
solution; what the fresh points take is not counted.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time


def options():
    parser = argparse.ArgumentParser(prog="transport")
    parser.add_argument("java")
    parser.add_argument("classpath")
    parser.add_argument("--targets", type=int, default=10_000)
    parser.add_argument("--dim", type=int, default=64)
    parser.add_argument("--start", choices=["zero", "box"], default="zero")
    parser.add_argument("--bar", type=float, default=3e-3)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--most", type=float, default=3600)
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--ours-only", action="store_true")
    return parser.parse_args()


def box(torch, y):
    n, dim = y.shape
    ends = torch.arange(1, n, dtype=torch.float64) / n - 0.5
    heights = torch.zeros(n, dtype=torch.float64)
    for c in range(dim):
        values, order = y[:, c].double().sort()
        own = torch.cat([torch.zeros(1, dtype=torch.float64), -(ends * (values[1:] - values[:-1])).cumsum(0)])
        heights[order] += own - own.mean()
    return heights.float()


def counts(torch, y, heights, batches):
    count = torch.zeros(y.shape[0], dtype=torch.int64)
    for x in batches:
        count += torch.bincount(torch.addmm(heights, x, y.t()).argmax(1), minlength=y.shape[0])
    return count


def theirs(torch, args, y):
    n, dim = y.shape
    heights = box(torch, y) if args.start == "box" else torch.zeros(n)
    mean, square = torch.zeros(n), torch.zeros(n)
    batch, batches, best, bad, spent, step = 1_000, 20, 1e20, 0, 0.0, 0
    generator = torch.Generator().manual_seed(2)
    while True:
        begin = time.process_time()
        sobol = torch.quasirandom.SobolEngine(dim)
        drawn = (sobol.draw(batch) - 0.5 for _ in range(batches))
        gradient = counts(torch, y, heights, drawn).float() / (batch * batches) - 1 / n
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient * gradient
        heights = heights - 0.05 * mean / (square.sqrt() + 1e-8)
        heights = heights - heights.mean()
        norm = gradient.norm().item()
        best, bad = (norm, 0) if norm <= best else (best, bad + 1)
        if bad > 30:
            batches, best, bad = 2 * batches, 1e20, 0
        spent += time.process_time() - begin
        step += 1
        if step % 60 == 0:  # a million points take as long as sixty steps
            fresh = (torch.rand(10_000, dim, generator=generator) - 0.5 for _ in range(args.points // 10_000))
            error = (counts(torch, y, heights, fresh).double() / args.points - 1 / n).norm().item()
            print(f"theirs {step} {spent:.2f} {error:.6f} own {norm:.6f} batches {batches}", flush=True)
            if error <= args.bar or spent > args.most:
                return spent, error


def main():
    args = options()
    import numpy as np
    import torch
    torch.set_num_threads(1)
    y = torch.randn(args.targets, args.dim, generator=torch.Generator().manual_seed(1))
    with tempfile.TemporaryDirectory() as folder:
        place = os.path.join(folder, "targets.npz")
        np.savez(place, samples=y.numpy())
        ours = subprocess.Popen(
            [args.java, "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp", args.classpath,
             "everymode.bench.TransportWorker", place, args.start, str(args.bar), str(args.points),
             str(args.most), str(args.steps)],
            stdout=subprocess.PIPE, text=True)
        last = None
        for line in ours.stdout:
            print("ours", line.strip(), flush=True)
            last = line.split()
        if ours.wait() != 0 or last is None:
            sys.exit("our side failed")
    if args.ours_only:
        return
    spent, error = theirs(torch, args, y)
    reached = "" if error <= args.bar else " (cut off)"
    print(f"transport/{args.start} {float(last[1]):.1f} {spent:.1f}{reached} {spent / float(last[1]):.2f}")


if __name__ == "__main__":
    main()
