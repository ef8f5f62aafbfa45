"""Samples a second of training with and without DP-SGD in Opacus, on the networks and batches of DpStep.

Needs Python with torch and opacus. Prints one line a case, and can write them in the form of JMH's JSON:

    python benchmarks/peers/opacus.py [--threads 2] [--seconds 20] [--json target/opacus.json]
"""

import argparse
import json
import sys
import time

# The folder of this file would shadow the library of the same name.
sys.path = [p for p in sys.path if not p.rstrip("/").endswith("peers")]

import torch  # noqa: E402
from torch import nn  # noqa: E402


def small_conv_net():
    """Tramer and Boneh's network for 28 x 28 colour images: 28,058 parameters."""
    return nn.Sequential(
        nn.Conv2d(3, 16, 8, stride=2, padding=2),
        nn.Tanh(),
        nn.MaxPool2d(2, 1),
        nn.Conv2d(16, 32, 4, stride=2),
        nn.Tanh(),
        nn.MaxPool2d(2, 1),
        nn.Flatten(),
        nn.Linear(32 * 4 * 4, 32),
        nn.Tanh(),
        nn.Linear(32, 10),
    )


def simple_conv_net():
    """The 7 x 7 network with group normalisation, eight channels a group."""
    layers = []
    inputs = 3
    for width in (16, 32, 64, 128):
        layers += [nn.Conv2d(inputs, width, 7, padding=3), nn.GroupNorm(width // 8, width), nn.ReLU()]
        inputs = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, 10))


def samples_per_second(network, batch, private, seconds):
    torch.manual_seed(0)
    model = network()
    optimiser = torch.optim.SGD(model.parameters(), lr=1e-3, momentum=0.9)
    if private:
        from opacus import GradSampleModule
        from opacus.optimizers import DPOptimizer

        model = GradSampleModule(model)
        optimiser = DPOptimizer(optimiser, noise_multiplier=1.0, max_grad_norm=0.1, expected_batch_size=batch)
    images = torch.rand(batch, 3, 28, 28) * 2 - 1
    targets = torch.randint(0, 10, (batch,))
    loss = nn.CrossEntropyLoss()

    def step():
        optimiser.zero_grad()
        loss(model(images), targets).backward()
        optimiser.step()

    for _ in range(3):
        step()
    steps = 0
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        step()
        steps += 1
    return steps * batch / (time.perf_counter() - start)


def score(method, work, threads, rate, batch):
    return {
        "benchmark": f"OpacusDpStep.{method}",
        "mode": "avgt",
        "threads": threads,
        "params": {"work": work},
        "primaryMetric": {"score": batch / rate * 1000, "scoreError": "NaN", "scoreUnit": "ms/op"},
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--json")
    options = parser.parse_args()
    scores = []
    torch.set_num_threads(options.threads)
    for network, batch in ((small_conv_net, 512), (simple_conv_net, 64)):
        parameters = sum(p.numel() for p in network().parameters())
        plain = samples_per_second(network, batch, False, options.seconds)
        private = samples_per_second(network, batch, True, options.seconds)
        print(
            f"{network.__name__} ({parameters:,} parameters), batch {batch}: "
            f"plain {plain:.0f}/s, DP {private:.0f}/s, price {plain / private:.2f}"
        )
        work = f"{network.__name__.replace('_', '-')} {batch}"
        scores.append(score("plain", work, options.threads, plain, batch))
        scores.append(score("dpSgd", work, options.threads, private, batch))
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(scores, file, indent=2)


if __name__ == "__main__":
    main()
