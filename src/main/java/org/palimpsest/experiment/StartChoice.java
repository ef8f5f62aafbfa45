package org.palimpsest.experiment;

import java.nio.file.Path;
import java.util.Optional;
import org.palimpsest.data.Condition;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.method.Method;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.TorchvisionWeights;
import org.palimpsest.nn.weights.TensorFile;
import org.palimpsest.train.TrainSpec;

/** What an experiment's networks start from instead of drawn parameters. */
public sealed interface StartChoice {

  /** The start of one encoder. */
  Start of(int number, long root);

  /** What it adds to a method's variant, such as {@code start=vanilla@drawn}. */
  String label();

  /**
   * A training, one for each of the experiment's seeds.
   *
   * @param fingerprint of the dataset's files, where its name does not say what they hold
   * @param keepsHead whether the head is taken over
   */
  record Earlier(
      Dataset dataset,
      Optional<String> fingerprint,
      Condition condition,
      Protocol protocol,
      PoolSizes pools,
      NetworkSpec network,
      TrainSpec train,
      Method method,
      boolean keepsHead)
      implements StartChoice {

    @Override
    public Start of(int number, long root) {
      return new Start.After(
          new CellSpec(
              dataset, fingerprint, condition, protocol, pools, network, train, method, Start.DRAWN, number, root),
          keepsHead);
    }

    @Override
    public String label() {
      return "start=" + method.name() + "@" + dataset.name() + (keepsHead ? "+head" : "");
    }
  }

  /**
   * The parameters in a file, the same for all.
   *
   * @param hasHead whether it has a head of as many classes as the network's, which is taken over then
   */
  record Weights(Path file, String sha256, boolean hasHead) implements StartChoice {

    /**
     * Of a network, read in full.
     *
     * @throws org.palimpsest.data.DataException if the file cannot be read or does not fit the network
     */
    static Weights of(Path file, NetworkSpec network) {
      TensorFile read = TensorFile.read(file);
      return new Weights(file, read.sha256(), TorchvisionWeights.check(network, read));
    }

    @Override
    public Start of(int number, long root) {
      return new Start.Weights(file, sha256);
    }

    /** The file's name, and the beginning of its SHA-256 where the name does not say it. */
    @Override
    public String label() {
      String name = file.getFileName().toString();
      String digits = sha256.substring(0, 8);
      return "weights=" + name + (name.contains(digits) ? "" : "@" + digits) + (hasHead ? "+head" : "");
    }
  }
}
