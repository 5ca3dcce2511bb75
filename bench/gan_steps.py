"""The PyTorch side: one process that trains one case in bursts, on demand.

Written to run on PyTorch 1.13 and later. Each line on the standard input is a number of steps; the
answer is the milliseconds they took. At the end of the input the peak of resident memory is told.
"""

import sys
import time

import torch
from torch import nn
from torch.nn.functional import softplus


def mlp(outputs):
    return nn.Sequential(
        nn.Linear(2, 128), nn.LeakyReLU(0.2),
        nn.Linear(128, 128), nn.LeakyReLU(0.2),
        nn.Linear(128, outputs))


def dcgan_generator():
    return nn.Sequential(
        nn.Unflatten(1, (100, 1, 1)),
        nn.ConvTranspose2d(100, 256, 4, 1, 0, bias=False), nn.BatchNorm2d(256), nn.ReLU(),
        nn.ConvTranspose2d(256, 128, 4, 2, 1, bias=False), nn.BatchNorm2d(128), nn.ReLU(),
        nn.ConvTranspose2d(128, 64, 4, 2, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(),
        nn.ConvTranspose2d(64, 3, 4, 2, 1), nn.Tanh())


def dcgan_critic():
    return nn.Sequential(
        nn.Conv2d(3, 64, 4, 2, 1), nn.LeakyReLU(0.2),
        nn.Conv2d(64, 128, 4, 2, 1, bias=False), nn.BatchNorm2d(128), nn.LeakyReLU(0.2),
        nn.Conv2d(128, 256, 4, 2, 1, bias=False), nn.BatchNorm2d(256), nn.LeakyReLU(0.2),
        nn.Conv2d(256, 1, 4, 1, 0), nn.Flatten())


def dcgan_init(module):
    """The first weights of PyTorch's DCGAN example; ours has the same."""
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(module.weight, 0.0, 0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, 0.02)
        nn.init.zeros_(module.bias)


class Game:
    def __init__(self, generator, critic, latent, real, style):
        self.generator = generator
        self.critic = critic
        self.latent = latent
        self.real = real
        self.style = style
        self.generator_adam = torch.optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self.critic_adam = torch.optim.Adam(critic.parameters(), lr=2e-4, betas=(0.5, 0.999))

    def fakes(self):
        return self.generator(torch.randn(len(self.real), self.latent))

    def step(self):
        """As PyTorch's DCGAN example, but with fresh fakes for each player."""
        self.critic.zero_grad()
        loss = (softplus(-self.critic(self.real)).mean()
                + softplus(self.critic(self.fakes().detach())).mean())
        loss.backward()
        self.critic_adam.step()
        critic_loss = loss.item()

        self.generator.zero_grad()
        loss = softplus(-self.critic(self.fakes())).mean()
        loss.backward()
        self.generator_adam.step()
        return critic_loss, loss.item()

    def frugal_step(self):
        """The same numbers without the work that nobody reads: no graph behind the critic's fakes,
        no gradients of the critic's weights in the generator's move."""
        self.critic.zero_grad(set_to_none=True)
        with torch.no_grad():
            fakes = self.fakes()
        loss = softplus(-self.critic(self.real)).mean() + softplus(self.critic(fakes)).mean()
        loss.backward()
        self.critic_adam.step()
        critic_loss = loss.item()

        self.generator.zero_grad(set_to_none=True)
        self.critic.requires_grad_(False)
        loss = softplus(-self.critic(self.fakes())).mean()
        loss.backward()
        self.critic.requires_grad_(True)
        self.generator_adam.step()
        return critic_loss, loss.item()

    def run(self, steps):
        step = self.frugal_step if self.style == "frugal" else self.step
        for _ in range(steps):
            step()


class Average:
    """A moving average of a network's weights and moments, as one call over all tensors."""

    def __init__(self, network):
        self.tensors = list(network.parameters()) + [
            b for b in network.buffers() if b.is_floating_point()]
        self.averages = [t.detach().clone() for t in self.tensors]
        self.updates = 0

    @torch.no_grad()
    def update(self):
        # As ours: a larger share in early updates, so that the first weights are soon forgotten.
        self.updates += 1
        share = max(0.001, 9 / (9 + self.updates))
        torch._foreach_mul_(self.averages, 1 - share)
        torch._foreach_add_(self.averages, self.tensors, alpha=share)


class DefaultGame:
    """What the games of our families' defaults share: the order of the moves, and the average."""

    def detached_fakes(self):
        """Fakes for the critic; the frugal style records no graph behind them."""
        if self.style != "frugal":
            return self.fakes().detach()
        self.critic.requires_grad_(True)
        with torch.no_grad():
            return self.fakes()

    @staticmethod
    def move(adam, loss):
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()
        return loss.item()

    def step(self):
        real = self.real()
        critic_loss = self.move(self.critic_adam, self.critic_loss(real, self.detached_fakes()))
        if self.style == "frugal":
            self.critic.requires_grad_(False)
        generator_loss = self.move(self.generator_adam, self.generator_loss(real))
        self.average.update()
        return critic_loss, generator_loss

    def fakes(self):
        return self.generator(self.latents())

    def run(self, steps):
        for _ in range(steps):
            self.step()


class R3gan(DefaultGame):
    """The paired loss with R1 and R2 in every fourth step on images of 28 by 28 pixels."""

    def __init__(self, style, data=None):
        self.style = style
        self.data = (torch.rand(4096, 784) * 255).byte() if data is None else data
        self.generator = nn.Sequential(
            nn.Linear(64, 256), nn.BatchNorm1d(256), nn.LeakyReLU(0.2),
            nn.Linear(256, 8 * 14 * 14), nn.Unflatten(1, (8, 14, 14)),
            nn.BatchNorm2d(8), nn.LeakyReLU(0.2),
            nn.Conv2d(8, 4, 3, 1, 1), nn.PixelShuffle(2), nn.Tanh(), nn.Flatten())
        self.critic = nn.Sequential(
            nn.Linear(784, 256), nn.LeakyReLU(0.2), nn.Linear(256, 256), nn.LeakyReLU(0.2),
            nn.Linear(256, 1))
        self.generator_adam = torch.optim.Adam(
            self.generator.parameters(), lr=2e-3, betas=(0, 0.99))
        self.critic_adam = torch.optim.Adam(self.critic.parameters(), lr=2e-3, betas=(0, 0.99))
        self.average = Average(self.generator)
        self.steps = 0

    def latents(self, n=128):
        return torch.randn(n, 64)

    def real(self):
        return self.data[torch.randint(len(self.data), (128,))].float() / 127.5 - 1

    def critic_loss(self, real, fakes):
        rows = torch.cat([real, fakes])
        due = self.steps % 4 == 0
        self.steps += 1
        scores = self.critic(rows.requires_grad_(due))
        loss = softplus(scores[128:] - scores[:128]).mean()
        if due:
            slopes, = torch.autograd.grad(scores.sum(), rows, create_graph=True)
            loss = loss + 4 * 0.5 * slopes.square().sum() / 128
        return loss

    def generator_loss(self, real):
        return softplus(self.critic(real) - self.critic(self.fakes())).mean()


class Bourgan(DefaultGame):
    """BourGAN on 25 Gaussians, as its authors' code does it, with our default settings."""

    def __init__(self, style, data=None):
        self.style = style
        self.data = self.grid() if data is None else data
        self.places, self.scale = self.embed(self.data)
        k = self.places.shape[1]
        self.generator = nn.Sequential(
            nn.Linear(k, 128), nn.LeakyReLU(0.2), nn.Linear(128, 128), nn.LeakyReLU(0.2),
            nn.Linear(128, 2))
        self.critic = nn.Sequential(
            nn.Linear(2, 128), nn.LeakyReLU(0.2), nn.Linear(128, 128), nn.LeakyReLU(0.2),
            nn.Linear(128, 1))
        self.generator_adam = torch.optim.Adam(
            self.generator.parameters(), lr=1e-3, betas=(0.5, 0.999))
        self.critic_adam = torch.optim.Adam(self.critic.parameters(), lr=1e-3, betas=(0.5, 0.999))
        self.average = Average(self.generator)

    @staticmethod
    def grid():
        means = torch.linspace(-4, 4, 5)
        centres = torch.cartesian_prod(means, means).repeat_interleave(50, 0)
        return centres + 0.1 * torch.randn(len(centres), 2)

    @staticmethod
    def embed(data, repetitions=5):
        m = len(data)
        scales = (m - 1).bit_length()
        d = torch.cdist(data.double(), data.double(), compute_mode="donot_use_mm_for_euclid_dist")
        f = torch.zeros(m, repetitions * scales, dtype=torch.double)
        for i in range(repetitions):
            for j in range(scales):
                chosen = torch.rand(m) < 0.5 ** (j + 1)
                if chosen.any():
                    f[:, i * scales + j] = d[:, chosen].min(1).values
        f -= f.mean(0)
        k = f.shape[1]
        f *= k ** 0.5 / (f.norm() / m ** 0.5)
        ratio = d / torch.cdist(f, f).fill_diagonal_(1)
        return f.float(), ratio.max().sqrt().item()

    def latents(self, n=128):
        chosen = torch.randint(len(self.places), (n,))
        return self.places[chosen] + 0.01 * torch.randn(n, self.places.shape[1])

    def real(self):
        return self.data[torch.randint(len(self.data), (128,))]

    def critic_loss(self, real, fakes):
        return softplus(-self.critic(real)).mean() + softplus(self.critic(fakes)).mean()

    def generator_loss(self, real):
        one, other = self.latents(), self.latents()
        x, y = self.generator(one), self.generator(other)
        apart = ((x - y).norm(dim=1) + 1e-8).log()
        asked = (self.scale * (one - other).norm(dim=1)).log()
        return softplus(-self.critic(x)).mean() + 0.1 * (apart - asked).square().mean()


def game(case, style):
    if case == "bourgan-step":
        return Bourgan(style)
    if case == "r3-mlp-step":
        return R3gan(style)
    if case == "mlp-gan-step":
        return Game(mlp(2), mlp(1), 2, torch.randn(512, 2), style)
    if case == "dcgan32-step":
        generator, critic = dcgan_generator(), dcgan_critic()
        generator.apply(dcgan_init)
        critic.apply(dcgan_init)
        return Game(generator, critic, 100, torch.rand(64, 3, 32, 32) * 2 - 1, style)
    sys.exit(f"no case called '{case}'")


def peak():
    """Peak of resident memory in KiB, or -1 where the system does not tell."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except OSError:
        return -1


def main():
    case, style, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    trained = game(case, style)
    for line in sys.stdin:
        begin = time.perf_counter()
        trained.run(int(line))
        print((time.perf_counter() - begin) * 1000, flush=True)
    print(peak(), flush=True)


if __name__ == "__main__":
    main()
