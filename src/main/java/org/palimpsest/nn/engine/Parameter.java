package org.palimpsest.nn.engine;

import java.util.List;

/**
 * One parameter array of a layer.
 *
 * @param name unique within its layer, such as {@code weight}
 * @param shape row-major extents; PyTorch's order, so (out, in, k, k) for a convolution
 */
public record Parameter(String name, Kind kind, List<Integer> shape) {

  /** How training treats it. */
  public enum Kind {
    /** Changed by the optimiser. */
    LEARNED,
    /** Running statistics: changed by forward passes in training mode, never by the optimiser. */
    RUNNING
  }

  public Parameter {
    shape = List.copyOf(shape);
  }

  public int length() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
