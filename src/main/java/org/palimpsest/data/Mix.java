package org.palimpsest.data;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import org.palimpsest.Require;

/**
 * The share that each group of a target and a private value is to have among images. Shares sum to 1; a share of 0
 * wants no image of a group.
 */
public sealed interface Mix {

  /**
   * The shares (C, K).
   *
   * @param present the images that there are
   * @param alignment of the task, if it has one
   * @throws IllegalArgumentException if the mix has no meaning for such data; the message says why
   */
  double[][] shares(Groups present, Optional<Alignment> alignment);

  /** As specs and results write it: {@code as-is}, {@code balanced}, {@code rho=0.99}, {@code imbalance=0.99}. */
  String label();

  /** The correlation as a number, of a mix that is one. */
  default OptionalDouble correlation() {
    return this instanceof Rho rho ? OptionalDouble.of(rho.rho()) : OptionalDouble.empty();
  }

  /** Its part in the names of random streams: the bare number for a correlation, the label otherwise. */
  default String seedName() {
    return this instanceof Rho rho ? Double.toString(rho.rho()) : label();
  }

  /** After {@code at}, for people: {@code rho 0.1}, or the label. */
  default String words() {
    return this instanceof Rho rho ? "rho " + rho.rho() : label();
  }

  /** Groups as large as they are. */
  record AsIs() implements Mix {

    @Override
    public double[][] shares(Groups present, Optional<Alignment> alignment) {
      double total = present.total();
      return each(present, (y, b) -> present.count(y, b) / total);
    }

    @Override
    public String label() {
      return "as-is";
    }
  }

  /** All groups equally large, so that target and private attribute tell nothing of each other. */
  record Balanced() implements Mix {

    @Override
    public double[][] shares(Groups present, Optional<Alignment> alignment) {
      double share = 1.0 / (present.targets() * present.privateValues());
      return each(present, (y, b) -> share);
    }

    @Override
    public String label() {
      return "balanced";
    }
  }

  /**
   * Of each target's images the share rho is aligned, spread evenly over the private values that go with it, and the
   * rest evenly over the others. Targets keep their frequencies.
   *
   * @param rho in [0, 1]
   */
  record Rho(double rho) implements Mix {

    public Rho {
      Require.that(rho >= 0 && rho <= 1, "rho", "a share in [0, 1]", rho);
    }

    @Override
    public double[][] shares(Groups present, Optional<Alignment> alignment) {
      Alignment goesWith =
          alignment.orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "mix: expected one that needs no alignment, as this task does not say which private values go"
                          + " with a target, was " + label()));
      double total = present.total();
      double[][] shares =
          each(
              present,
              (y, b) -> {
                int aligned = goesWith.alignedValues(y);
                boolean own = goesWith.aligned(y, b);
                int values = own ? aligned : present.privateValues() - aligned;
                return present.ofTarget(y) / total * (own ? rho : 1 - rho) / values;
              });
      for (int y = 0; y < shares.length; y++) {
        int aligned = goesWith.alignedValues(y);
        boolean possible = (aligned > 0 || rho == 0) && (aligned < present.privateValues() || rho == 1);
        Require.that(
            possible || present.ofTarget(y) == 0,
            "mix", "one that target %d can have, with which %d of %d private values go"
                .formatted(y, aligned, present.privateValues()),
            label());
      }
      return shares;
    }

    @Override
    public String label() {
      return "rho=" + rho;
    }
  }

  /**
   * The first private value has a share of the images, the others the rest in equal parts, and targets are equally
   * frequent whatever the private value.
   *
   * @param share in (0, 1)
   */
  record Imbalance(double share) implements Mix {

    public Imbalance {
      Require.that(share > 0 && share < 1, "imbalance", "a share in (0, 1)", share);
    }

    @Override
    public double[][] shares(Groups present, Optional<Alignment> alignment) {
      double others = (1 - share) / (present.privateValues() - 1);
      return each(present, (y, b) -> (b == 0 ? share : others) / present.targets());
    }

    @Override
    public String label() {
      return "imbalance=" + share;
    }
  }

  static Mix asIs() {
    return new AsIs();
  }

  static Mix balanced() {
    return new Balanced();
  }

  static Mix rho(double rho) {
    return new Rho(rho);
  }

  /**
   * The mix of a {@link #label}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Mix of(String label) {
    String text = label.strip().toLowerCase(Locale.ROOT);
    if (text.equals("as-is")) {
      return asIs();
    } else if (text.equals("balanced")) {
      return balanced();
    } else if (text.startsWith("rho=")) {
      return numbered(text, Rho::new);
    } else if (text.startsWith("imbalance=")) {
      return numbered(text, Imbalance::new);
    }
    throw new IllegalArgumentException(
        "mix: expected as-is, balanced, rho=SHARE or imbalance=SHARE, was '" + label + "'");
  }

  private static Mix numbered(String text, DoubleFunction<Mix> make) {
    String number = text.substring(text.indexOf('=') + 1);
    try {
      return make.apply(Double.parseDouble(number));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("mix: expected a number after =, was '" + text + "'", e);
    }
  }

  private static double[][] each(Groups present, Share share) {
    double[][] shares = new double[present.targets()][present.privateValues()];
    for (int y = 0; y < shares.length; y++) {
      for (int b = 0; b < shares[y].length; b++) {
        shares[y][b] = share.of(y, b);
      }
    }
    return shares;
  }

  /** The share of one group. */
  interface Share {
    double of(int target, int privateValue);
  }

  /**
   * Marks a record component of type {@link Mix}, or an Optional of one, that a spec may give as a bare correlation: a
   * {@link Mix.Rho} is written as a number under this key, every other mix as its label under {@code mix}.
   */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.RECORD_COMPONENT)
  public @interface CorrelationKey {

    String value();
  }
}
