package org.palimpsest.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.palimpsest.Nearest;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.experiment.spec.SpecException;

/**
 * How a sweep chooses one network, as it was after one epoch, among those it trained. Always by target accuracy,
 * without looking at the private attribute; on a tie the earlier draw, then the earlier epoch.
 */
public enum SelectionRule {
  /** Of the networks after their last epoch, the best on validation images in the mix of the training images. */
  LAST(CellData.BIASED, "last epoch, best on biased validation images"),
  /** Of all epochs, the best on validation images in the mix of the training images. */
  BEST_VALIDATION_BIASED(CellData.BIASED, "best epoch on biased validation images"),
  /**
   * Of all epochs, the best on validation images in which target and private attribute are independent, which in practice
   * one may not have.
   */
  BEST_VALIDATION_UNBIASED(CellData.UNBIASED, "best epoch on unbiased validation images"),
  /** Of all epochs, the best on the unbiased test images themselves: an upper bound, not a result. */
  ORACLE_TEST("test", "best epoch on the unbiased test images, an upper bound");

  /** The name of the unbiased test images where they are watched during training. */
  static final String TEST = "test";

  private final String set;
  private final String description;

  SelectionRule(String set, String description) {
    this.set = set;
    this.description = description;
  }

  /** As it is written on the command line and in results, such as {@code best-validation-biased}. */
  public String label() {
    return RecordBinder.spelling(this);
  }

  public String description() {
    return description;
  }

  /** Whether it cannot do without validation images. */
  public boolean validates() {
    return !set.equals(TEST);
  }

  /** The name of the set of images by which it chooses. */
  String set() {
    return set;
  }

  /**
   * @throws SpecException if there is none of that name
   */
  public static SelectionRule of(String label) {
    List<String> known = Arrays.stream(values()).map(SelectionRule::label).toList();
    if (!known.contains(label)) {
      throw new SpecException("--rule: unknown rule '" + label + "'" + Nearest.hint(label, known));
    }
    return values()[known.indexOf(label)];
  }

  /**
   * Where the target accuracy on a watched set stands in {@link ResultRow#split}.
   *
   * @param headline the split whose numbers come first
   */
  static String split(String set, String headline) {
    return set.equals(TEST) ? headline : "validation_" + set;
  }

  /** The epoch whose model it takes of one network, from 1. */
  int epoch(DrawnNetwork network) {
    List<Double> accuracies = network.accuracies(set);
    int best = this == LAST ? accuracies.size() : 1;
    for (int epoch = best + 1; epoch <= accuracies.size(); epoch++) {
      if (accuracies.get(epoch - 1) > accuracies.get(best - 1)) {
        best = epoch;
      }
    }
    return best;
  }

  /** The network it takes of several; empty if there are none. */
  Optional<DrawnNetwork> pick(List<DrawnNetwork> networks) {
    DrawnNetwork best = null;
    for (DrawnNetwork network : networks) {
      if (best == null || value(network) > value(best)) {
        best = network;
      }
    }
    return Optional.ofNullable(best);
  }

  private double value(DrawnNetwork network) {
    return network.accuracies(set).get(epoch(network) - 1);
  }
}
