package org.palimpsest.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palimpsest.nn.SimpleConvNet.Normalisation;

/** Torchvision's names of the parameters of {@link ResNet18} and {@link DenseNet121}, in the order of ours. */
final class TorchvisionNames {

  /** Of DenseNet in files from before 2018: {@code norm.1} for {@code norm1}. */
  private static final Pattern OLD =
      Pattern.compile("(.*denselayer\\d+\\.(?:norm|conv))\\.([12])\\.(weight|bias|running_mean|running_var)");

  private static final List<String> PREFIXES = List.of("module.", "m.");

  private TorchvisionNames() {}

  /**
   * The head's two last.
   *
   * @throws IllegalArgumentException if torchvision does not have the architecture
   */
  static List<String> of(NetworkSpec network) {
    if (network instanceof ResNet18 residual) {
      return residual(residual.normalisation());
    } else if (network instanceof DenseNet121 dense) {
      return dense(DenseNetTrunk.PUBLISHED_BLOCKS, dense.normalisation());
    }
    throw new IllegalArgumentException(
        "network: expected resnet-18 or densenet-121, whose parameters have names in torchvision, was "
            + network.name());
  }

  static List<String> residual(Normalisation normalisation) {
    List<String> names = new ArrayList<>();
    names.add("conv1.weight");
    norm(names, "bn1", normalisation);
    for (int block = 0; block < 8; block++) {
      String at = "layer%d.%d.".formatted(block / 2 + 1, block % 2);
      for (int i = 1; i <= 2; i++) {
        names.add(at + "conv" + i + ".weight");
        norm(names, at + "bn" + i, normalisation);
      }
      if (block > 0 && block % 2 == 0) {
        names.add(at + "downsample.0.weight");
        norm(names, at + "downsample.1", normalisation);
      }
    }
    return head(names, "fc");
  }

  static List<String> dense(List<Integer> blocks, Normalisation normalisation) {
    List<String> names = new ArrayList<>();
    names.add("features.conv0.weight");
    norm(names, "features.norm0", normalisation);
    for (int block = 1; block <= blocks.size(); block++) {
      for (int layer = 1; layer <= blocks.get(block - 1); layer++) {
        String at = "features.denseblock%d.denselayer%d.".formatted(block, layer);
        for (int i = 1; i <= 2; i++) {
          norm(names, at + "norm" + i, normalisation);
          names.add(at + "conv" + i + ".weight");
        }
      }
      boolean last = block == blocks.size();
      norm(names, last ? "features.norm5" : "features.transition%d.norm".formatted(block), normalisation);
      if (!last) {
        names.add("features.transition%d.conv.weight".formatted(block));
      }
    }
    return head(names, "classifier");
  }

  private static List<String> head(List<String> names, String head) {
    names.add(head + ".weight");
    names.add(head + ".bias");
    return List.copyOf(names);
  }

  private static void norm(List<String> names, String at, Normalisation normalisation) {
    names.add(at + ".weight");
    names.add(at + ".bias");
    if (normalisation == Normalisation.BATCH) {
      names.add(at + ".running_mean");
      names.add(at + ".running_var");
    }
  }

  /** A name as torchvision has it today, of one that a file has: without what wrappers put before it. */
  static String today(String name) {
    String plain = name;
    for (String prefix : PREFIXES) {
      plain = plain.startsWith(prefix) ? plain.substring(prefix.length()) : plain;
    }
    Matcher old = OLD.matcher(plain);
    return old.matches() ? old.group(1) + old.group(2) + "." + old.group(3) : plain;
  }
}
