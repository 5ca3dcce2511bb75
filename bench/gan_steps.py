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


def game(case, style):
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


main()
