package org.palimpsest.erase;

import org.ejml.data.DMatrixRMaj;
import org.palimpsest.random.Seed;

/**
 * Takes the private attribute out of the features of a trained network: a record of its hyper-parameters that fits
 * itself to features. It composes with any network, since it changes features and trains nothing.
 */
public interface Eraser {

  /** The name by which specs and results refer to it, such as {@code leace}. */
  String name();

  /** The name people read. */
  String title();

  /** Where it was published. */
  String citation();

  /** One sentence: what it removes. */
  String description();

  /**
   * Finds what to remove.
   *
   * @param features (N, D), all finite; not changed
   * @param privateAttributes (N), each in [0, classes); a class may be missing
   * @param classes K, at least 2
   * @param seed for whatever it has to draw
   * @throws IllegalArgumentException if there is nothing to fit to or a value is not as described
   */
  Erasure fit(DMatrixRMaj features, int[] privateAttributes, int classes, Seed seed);

  /** An eraser that has been fitted: a map of features to features of the same width. */
  public interface Erasure {

    /**
     * The features without what was found (N, D), a new matrix.
     *
     * @throws IllegalArgumentException if the width is another one than in {@link Eraser#fit}
     */
    DMatrixRMaj apply(DMatrixRMaj features);

    /** The dimension of what is removed, 0 to D. */
    int rank();
  }
}
