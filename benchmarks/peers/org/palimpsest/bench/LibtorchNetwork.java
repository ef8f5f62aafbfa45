package org.palimpsest.bench;

import static org.bytedeco.pytorch.global.torch.adaptive_avg_pool2d;
import static org.bytedeco.pytorch.global.torch.cross_entropy;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.*;
import org.bytedeco.pytorch.Module;

/** The published 7x7 network in libtorch, by the book: what a PyTorch user gets on this machine. */
final class LibtorchNetwork extends Module {

  private final Conv2dImpl[] convolutions = new Conv2dImpl[4];
  private final BatchNorm2dImpl[] normalisations = new BatchNorm2dImpl[4];
  private final LinearImpl head = register_module("fc", new LinearImpl(128, 10));
  private final Adam optimiser;

  LibtorchNetwork(int threads) {
    set_num_threads(threads);
    int[] channels = {3, 16, 32, 64, 128};
    for (int i = 0; i < 4; i++) {
      Conv2dOptions options = new Conv2dOptions(channels[i], channels[i + 1], new LongPointer(7, 7));
      options.padding().put(new LongPointer(3, 3));
      convolutions[i] = register_module("conv" + i, new Conv2dImpl(options));
      normalisations[i] = register_module("norm" + i, new BatchNorm2dImpl(new BatchNormOptions(channels[i + 1])));
    }
    AdamOptions options = new AdamOptions(1e-3);
    options.weight_decay().put(1e-4);
    optimiser = new Adam(parameters(), options);
  }

  Tensor forward(Tensor images) {
    Tensor maps = images;
    for (int i = 0; i < 4; i++) {
      maps = normalisations[i].forward(convolutions[i].forward(maps)).relu();
    }
    return head.forward(adaptive_avg_pool2d(maps, 1, 1).flatten(1, -1));
  }

  /** One training step; returns the loss. */
  float step(Tensor images, Tensor targets) {
    try (PointerScope scope = new PointerScope()) {
      optimiser.zero_grad();
      Tensor loss = cross_entropy(forward(images), targets);
      loss.backward();
      optimiser.step();
      return loss.item_float();
    }
  }
}
