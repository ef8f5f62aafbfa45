package org.palimpsest.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.digits.BiasInjector;
import org.palimpsest.data.digits.ColouredBackground;
import org.palimpsest.data.digits.DigitFiles;
import org.palimpsest.data.digits.DrawnDigits;
import org.palimpsest.data.digits.GreyMnist;
import org.palimpsest.data.digits.Mnist;
import org.palimpsest.data.digits.Protocol;
import org.palimpsest.data.digits.Unpainted;
import org.palimpsest.random.Seed;

/** Which digits an experiment runs on. */
public final class Digits {

  /** Drawn digits are a dataset like any other: the same images whatever an experiment's own seed. */
  private static final Seed SEED = new Seed(0).derive("drawn digits");

  static final Map<String, String> DESCRIPTIONS = descriptions();

  private Digits() {}

  /**
   * @param choice a dataset's catalogue name, or {@link ExperimentSpec#AUTO} for MNIST if any of its files is
   *     present and drawn digits otherwise
   * @param protocol decides with {@code pools} how many images are drawn
   */
  public static DigitFiles resolve(String choice, DataHome home, Protocol protocol, PoolSizes pools) {
    Mnist mnist = Mnist.in(home);
    boolean drawn = choice.equals(DrawnDigits.NAME) || choice.equals(ExperimentSpec.AUTO) && !mnist.isPresent();
    if (choice.equals(GreyMnist.NAME)) {
      return new GreyMnist(mnist);
    }
    if (!drawn) {
      return mnist;
    }
    int train =
        protocol == Protocol.PUBLISHED
            ? pools.encoderTrain()
            : pools.encoderTrain() + pools.validation() + pools.attackTrain();
    return new DrawnDigits(train, pools.test(), SEED);
  }

  /** What gives a dataset's images their private attribute. */
  static BiasInjector bias(String dataset) {
    return dataset.equals(GreyMnist.NAME) ? new Unpainted() : new ColouredBackground();
  }

  private static Map<String, String> descriptions() {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put(
        Mnist.NAME,
        "60,000 + 10,000 handwritten digits (LeCun, Cortes and Burges); get it with: palimpsest data fetch mnist");
    lines.put(
        GreyMnist.NAME,
        "the same, grey and not coloured: a control, and what accuracies under differential privacy are published on");
    lines.put(
        DrawnDigits.NAME,
        "handwritten-looking digits drawn by procedure, as many as are asked for; nothing to get");
    return Collections.unmodifiableMap(lines);
  }
}
