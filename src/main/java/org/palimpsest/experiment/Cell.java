package org.palimpsest.experiment;

import java.util.Locale;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.experiment.spec.SpecJson;

/**
 * One point of an experiment's grid.
 *
 * @param variant as in {@link MethodChoice}
 */
public record Cell(String variant, CellSpec spec) {

  /** The first 12 hexadecimal digits of the SHA-256 of the spec: equal ids mean equal parameters. */
  public String id() {
    return SpecJson.hash(spec);
  }

  /** Whether its network is trained; a control's may keep its initial parameters. */
  public boolean trains() {
    return spec.method().trains();
  }

  /** A line for people, such as {@code end (alpha=24.7) rho=0.999 seed=0}. */
  public String label() {
    String method = spec.method().name() + (variant.isEmpty() ? "" : " (" + variant + ")");
    return String.format(Locale.ROOT, "%s %s seed=%d", method, spec.condition().label(), spec.number());
  }

  /** How far a cell has come. */
  public enum CellState {
    NEW,
    /** In training, after at least one complete epoch. */
    INTERRUPTED,
    /** With a network, which is not measured, or not completely. */
    TRAINED,
    FINISHED,
    /** Training diverged or could not begin. */
    FAILED;

    /** Whether there is a network. */
    public boolean isTrained() {
      return this == TRAINED || this == FINISHED;
    }

    /** As people read it, such as {@code interrupted}. */
    public String label() {
      return RecordBinder.spelling(this);
    }
  }
}
