package org.palimpsest.method;

import java.util.List;
import org.palimpsest.data.Images;
import org.palimpsest.data.Mix;
import org.palimpsest.nn.Encoder;

/** A training method: a record of its hyper-parameters that makes a learner for one run. */
public interface Method {

  /** The name by which specs and results refer to it, such as {@code end}. */
  String name();

  /** The name people read in tables and figures, such as {@code EnD}. */
  String title();

  /** The publication, or for a baseline or control a line on it. */
  String citation();

  /**
   * A learner that trains {@code encoder}.
   *
   * @throws IllegalArgumentException if the method cannot be used with this encoder; the message says why
   */
  Learner learner(Encoder encoder, Training training);

  /** Its part in a comparison. */
  default Role role() {
    return Role.METHOD;
  }

  /** False for a control that leaves the network with its initial parameters: training makes no step. */
  default boolean trains() {
    return true;
  }

  /**
   * True if one image's gradient depends on the other images of its batch. Then clipping the gradients of single images
   * bounds nothing, and the method cannot be combined with DP-SGD.
   */
  default boolean couplesImages() {
    return false;
  }

  /**
   * True if the method takes anything from the training images but through its steps, such as counts of groups.
   * Differential privacy does not cover that.
   */
  default boolean looksAhead() {
    return true;
  }

  /**
   * The mix of private attribute and target that this method trains on, where the task says {@code given}: that, but
   * for a control that is there to show what other images would do.
   */
  default Mix trainingMix(Mix given) {
    return given;
  }

  /**
   * The images as this method's network sees them, in training and whenever it is measured: as they are, but for a
   * control that is there to show what a network does that never saw the private attribute.
   *
   * @throws IllegalArgumentException if the method cannot be shown them; the message says why
   */
  default Images seen(Images given) {
    return given;
  }

  /** The hyper-parameters that a sweep searches; empty if there is nothing to tune. */
  default List<SearchRange> searchSpace() {
    return List.of();
  }

  /** The part a method plays in a comparison. */
  public enum Role {
    /** Plain training: what every other method is compared with. */
    BASELINE,
    /** One of the methods that are compared. */
    METHOD,
    /** Training that is there to show a floor or a ceiling; it is no answer to the question and has no rank. */
    CONTROL
  }

  /**
   * A hyper-parameter that may be searched, and the range of its values.
   *
   * @param component the name of the method's record component, of type double
   * @param low inclusive
   * @param high exclusive, above {@code low}
   * @param scale on which values are drawn uniformly
   */
  public record SearchRange(String component, double low, double high, Scale scale) {

    /** The scale on which values are spread evenly over a range. */
    public enum Scale {
      LINEAR,
      LOGARITHMIC
    }

    public SearchRange {
      double floor = scale == Scale.LOGARITHMIC ? Double.MIN_NORMAL : Double.NEGATIVE_INFINITY;
      if (!(low >= floor && low < high && high < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "%s: expected finite bounds low < high%s, was [%s, %s)"
                .formatted(component, scale == Scale.LOGARITHMIC ? ", low above 0" : "", low, high));
      }
    }

    public static SearchRange linear(String component, double low, double high) {
      return new SearchRange(component, low, high, Scale.LINEAR);
    }

    public static SearchRange logarithmic(String component, double low, double high) {
      return new SearchRange(component, low, high, Scale.LOGARITHMIC);
    }

    /** The value that a share {@code u} in [0, 1) of the range lies below. */
    public double at(double u) {
      return switch (scale) {
        case LINEAR -> low + u * (high - low);
        case LOGARITHMIC -> low * Math.pow(high / low, u);
      };
    }
  }
}
