package org.palimpsest.nn;

/** What the features are made of. */
public enum Bottleneck {
  /** Global average of the last ReLU maps. */
  RELU,
  /** Global average of the last tanh maps, scaled to unit Euclidean norm: what the reference code gives EnD alone. */
  TANH_UNIT
}
