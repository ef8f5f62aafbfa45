package org.palimpsest.method;

import org.palimpsest.nn.Activations;

/** A loss as a pure function of a batch's activations, targets and private attributes. */
public interface Objective {

  LossAndGradient at(Activations activations, int[] targets, int[] privateAttributes);
}
