package org.palimpsest.report.results;

import java.util.Optional;
import org.palimpsest.metric.Proportion;
import org.palimpsest.experiment.AxisLabel;

/**
 * A number somebody else printed.
 *
 * @param dataset under which the number is filed, such as {@code biased-mnist}
 * @param condition that of the network's training
 * @param attacker empty for what concerns the network alone
 * @param split empty if the source names none: its headline
 * @param mean in [0, 1] for accuracies
 * @param status {@code verified} against the source, {@code computed} from raw results, or {@code unverified}
 * @param settings of the method that it is about, as in a variant: {@code share=0.01}; empty if any
 * @param sample the few images that it is over; empty if they are those of the split
 */
public record PublishedValue(
    String dataset,
    AxisLabel condition,
    String method,
    String attacker,
    String split,
    String metric,
    double mean,
    String status,
    String source,
    String settings,
    Optional<Sample> sample) {

  /**
   * Few images, so that the value is a count.
   *
   * @param split that has them
   * @param count how many of them, of all runs together; computed from the printed percentage
   */
  public record Sample(String split, Proportion count) {}

  /** Whether it was measured on a split; a source that names none means the headline. */
  boolean isOn(String where, String headline) {
    boolean sampled = sample.isPresent() && sample.get().split().equals(where);
    return sampled || (split.isEmpty() ? headline : split).equals(where);
  }

  /** Whether it is about a method in such settings. */
  boolean isOf(String variant) {
    return settings.isEmpty() || (" " + variant + " ").contains(" " + settings + " ");
  }
}
