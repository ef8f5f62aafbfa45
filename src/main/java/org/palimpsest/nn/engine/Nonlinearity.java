package org.palimpsest.nn.engine;

/** What a block of a chain applies to its convolved and normalised maps. */
public enum Nonlinearity {
  IDENTITY,
  RELU,
  TANH
}
