"""Time to quality: trainings of rising length, Everymode's beside PyTorch's, on the same data, with the same
networks, losses, penalties, rates and falls of the rates, measured by the same command.

Usage: quality.py ring|mnist PYTHON WORK_FOLDER [--data PATH] [--seed N] [--steps N,N,...]

Both sides have one thread. Seconds are those of a whole process, from its start to its end: for ours with
checkpoints, for theirs with the drawing of the samples. The time to quality is that of the shortest training
that reaches it.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
import time

CASES = {
    "ring": dict(family="bourgan", metric="fair-modes", goal=8, constant=1 / 2, factor=0.05,
                 steps="500,1000,2000,4000,10000"),
    "mnist": dict(family="r3gan", metric="coverage", goal=0.70, constant=2 / 3, factor=0.1,
                  steps="2000,3000,4500,6500,9000"),
}


SAMPLES = 10_000


def first_fall(case, steps):
    """The step from which the rates fall, as in our defaults."""
    return round(steps * case["constant"])


def decay(case, steps):
    return (f"{{type: linear, start: {first_fall(case, steps)}, end: {steps}, "
            f"factor: {case['factor']}}}")


def run(command):
    begin = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return time.monotonic() - begin, done.stdout


def ours(case, data, seed, steps, folder):
    falls = decay(case, steps)
    seconds, _ = run([
        "./everymode", "train", case["family"], "--data", data, "--seed", str(seed), "--threads", "1",
        "--steps", str(steps), "--no-eval", "-q", "--out", folder,
        "--set", f"generatorOptimizer.decay={falls}", "--set", f"discriminatorOptimizer.decay={falls}"])
    return seconds, folder


def theirs(name, case, python, data, seed, steps, folder):
    file = folder + ".npz"
    seconds, _ = run([python, __file__, "train", name, data, str(seed), str(steps), file])
    return seconds, file


def score(case, data, what):
    against = ["--data", data] if what.endswith(".npz") else []  # a run knows its data
    _, printed = run(["./everymode", "evaluate", what, *against, "--metrics", case["metric"], "--json", "-q"])
    return json.loads(printed.strip().splitlines()[-1])["scores"][case["metric"]]["value"]


def compare(options):
    case = CASES[options.case]
    data = options.data or options.case
    os.makedirs(options.folder)
    reached = {}
    print("# steps  side     seconds  " + case["metric"])
    for steps in map(int, (options.steps or case["steps"]).split(",")):
        for side in ("ours", "theirs"):
            if side in reached:
                continue
            folder = f"{options.folder}/{side}-{steps}"
            seconds, what = (
                ours(case, data, options.seed, steps, folder) if side == "ours"
                else theirs(options.case, case, options.python, data, options.seed, steps, folder))
            value = score(case, data, what)
            print(f"{steps:7d}  {side:6s}  {seconds:8.1f}  {value:.3f}", flush=True)
            if value >= case["goal"]:
                reached[side] = seconds
    print("time to quality, seconds: " + ", ".join(f"{k} {v:.1f}" for k, v in sorted(reached.items())))
    if len(reached) == 2:
        print(f"ratio: {reached['theirs'] / reached['ours']:.2f}")


def rows_of(name, data):
    """The training rows, as the command line reads them."""
    import numpy
    import torch
    if name == "mnist":
        file = os.path.join(data, "train-images-idx3-ubyte")
        with open(file, "rb") if os.path.exists(file) else gzip.open(file + ".gz") as images:
            pixels = numpy.frombuffer(images.read(), numpy.uint8, offset=16).copy()
        return torch.from_numpy(pixels).view(-1, 784)
    angle = torch.arange(8) * (2 * numpy.pi / 8)
    centres = 2 * torch.stack([angle.cos(), angle.sin()], 1).repeat_interleave(150, 0)
    return centres + 0.02 * torch.randn(len(centres), 2)


def train(name, data, seed, steps, file):
    """PyTorch's side: one training and its samples."""
    import numpy
    import torch
    import gan_steps
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rows = rows_of(name, data)
    game = gan_steps.Bourgan("plain", rows) if name == "ring" else gan_steps.R3gan("plain", rows)
    factor = CASES[name]["factor"]
    start = first_fall(CASES[name], steps)
    rates = [(group, group["lr"]) for adam in (game.generator_adam, game.critic_adam)
             for group in adam.param_groups]
    for step in range(steps):
        share = max(0.0, (step - start) / (steps - start))
        for group, rate in rates:
            group["lr"] = rate * (1 + share * (factor - 1))
        game.run(1)
    with torch.no_grad():
        for own, average in zip(game.average.tensors, game.average.averages):
            own.copy_(average)
        game.generator.eval()
        drawn = torch.cat([game.generator(game.latents(500)) for _ in range(SAMPLES // 500)])
    samples = drawn.numpy()
    if name == "mnist":
        samples = ((samples + 1) * 127.5).round().clip(0, 255).astype(numpy.uint8).reshape(-1, 28, 28)
    numpy.savez(file, samples=samples)


def main():
    if sys.argv[1:2] == ["train"]:
        name, data, seed, steps, file = sys.argv[2:]
        train(name, data, int(seed), int(steps), file)
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("case", choices=CASES)
    parser.add_argument("python", help="a Python with torch")
    parser.add_argument("folder", help="a new folder for runs and samples")
    parser.add_argument("--data", help="the folder of MNIST, for mnist")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", help="lengths of the trainings, rising, with commas")
    compare(parser.parse_args())


main()
