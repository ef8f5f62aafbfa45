package org.palimpsest.nn;

/** The making of the features. */
public enum Bottleneck {
  /** Global average of the last ReLU maps. */
  RELU,
  /** Global average of the last tanh maps, scaled to unit Euclidean norm: what the reference code gives EnD alone. */
  TANH_UNIT
}
