package org.palimpsest.method;

/** The fate of the layer that a method puts beside the networks. */
public enum HeadTraining {
  /**
   * It keeps its initial weights: what the published code does, which forgets to give the layer's parameters to an
   * optimiser (ReBias, trainer.py: it looks for the layer where PyTorch does not keep layers).
   */
  FROZEN,
  /** It takes a step whenever the network under study does: what the method's authors describe. */
  TRAINED
}
