package org.palimpsest.experiment;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Mnist;
import org.palimpsest.data.PoolSizes;

/** Which digits an experiment runs on. */
public final class Digits {

  static final String DRAWN = "drawn";

  static final Map<String, String> DESCRIPTIONS = descriptions();

  private Digits() {}

  /**
   * @param choice a dataset's catalogue name, or {@link ExperimentSpec#AUTO} for MNIST if any of its files is
   *     present and drawn digits otherwise
   * @param pools how many images are needed
   */
  public static Dataset resolve(String choice, DataHome home, PoolSizes pools) {
    Mnist mnist = Mnist.in(home);
    boolean drawn = choice.equals(DRAWN) || choice.equals(ExperimentSpec.AUTO) && !mnist.isPresent();
    if (!drawn) {
      return mnist;
    }
    throw new SpecException("drawn digits are not there yet");
  }

  private static Map<String, String> descriptions() {
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put(Mnist.NAME, "60,000 + 10,000 handwritten digits (LeCun, Cortes and Burges); get it with: data fetch mnist");
    lines.put(DRAWN, "handwritten-looking digits drawn by procedure, as many as are asked for; nothing to get");
    return Collections.unmodifiableMap(lines);
  }
}
