"""Reference values of MS-SSIM by plain NumPy and SciPy, for the tests.

    /usr/bin/python3 bench/ssim_reference.py    (apt-get install python3-scipy)

writes core/src/test/resources/everymode/metric/ssim.npz: pairs of images `NAME.x` and `NAME.y`, uint8
[n, c, h, w], whose intensities are the bytes over 255, and `NAME.similarity` [n].
"""

import pathlib

import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.signal import convolve2d

TARGET = pathlib.Path(__file__).parent.parent / "core/src/test/resources/everymode/metric/ssim.npz"
WEIGHTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]
C1, C2 = 0.01 ** 2, 0.03 ** 2


def gaussian(size):
    line = np.exp(-0.5 * ((np.arange(size) - size // 2) / 1.5) ** 2)
    window = np.outer(line, line)
    return window / window.sum()


def terms(x, y, window):
    mean = lambda image: convolve2d(image, window, mode="valid")
    mx, my = mean(x), mean(y)
    vx, vy, vxy = mean(x * x) - mx * mx, mean(y * y) - my * my, mean(x * y) - mx * my
    contrast = (2 * vxy + C2) / (vx + vy + C2)
    luminance = (2 * mx * my + C1) / (mx * mx + my * my + C1)
    return contrast.mean(), (luminance * contrast).mean()


def halved(image):
    h, w = image.shape[0] // 2, image.shape[1] // 2
    return image[:2 * h, :2 * w].reshape(h, 2, w, 2).mean(axis=(1, 3))


def similarity(x, y):
    """Of one channel."""
    side = min(x.shape)
    scales = max(1, sum(1 for m in range(5) if side / 2 ** m >= 11))
    size = 11 if side >= 11 else (side if side % 2 else side - 1)  # below 11: a rule of ours
    weights = np.array(WEIGHTS[:scales]) / sum(WEIGHTS[:scales])
    value = 1.0
    for m in range(scales):
        contrast, both = terms(x, y, gaussian(size))
        value *= max(0.0, both if m == scales - 1 else contrast) ** weights[m]
        x, y = halved(x), halved(y)
    return value


def smooth(random, *shape):
    image = gaussian_filter(random.normal(size=shape), (0,) * (len(shape) - 2) + (2, 2))
    return np.clip(128 + 300 * image, 0, 255).round().astype(np.uint8)


def cases(random):
    for name, shape in {
            "five-scales": (1, 1, 176, 180), "odd": (2, 1, 45, 50), "colour": (4, 3, 32, 32),
            "digits": (4, 1, 28, 28), "one-scale": (3, 2, 11, 13), "small": (4, 1, 8, 8),
            "smaller": (2, 1, 5, 9)}.items():
        x = smooth(random, *shape)
        noise = random.normal(size=shape) * np.linspace(5, 60, shape[0])[:, None, None, None]
        yield name, x, np.clip(x + noise, 0, 255).round().astype(np.uint8)
    x = smooth(random, 3, 1, 28, 28)
    yield "opposite", x, 255 - x
    yield "equal", x, x
    flat = np.full((2, 1, 28, 28), 255, np.uint8)
    yield "flat", flat, np.stack([flat[0] // 2, 0 * flat[0]])


def main():
    arrays = {}
    for name, x, y in cases(np.random.default_rng(7)):
        values = [
            np.mean([similarity(a / 255, b / 255) for a, b in zip(one, other)])
            for one, other in zip(x, y)]
        arrays |= {name + ".x": x, name + ".y": y, name + ".similarity": np.array(values)}
    np.savez_compressed(TARGET, **arrays)


if __name__ == "__main__":
    main()
