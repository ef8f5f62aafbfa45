package org.palimpsest.nn;

import org.ejml.data.DMatrixRMaj;
import org.palimpsest.bias.Batch;

/** A network under study: images in, features (B, D) and logits (B, C) out. */
public interface Encoder extends Trainable {

  /** What it was made from. */
  NetworkSpec spec();

  /**
   * Forward with batch statistics, updating running statistics, and keeping what {@link #backward} needs.
   */
  Activations train(Batch batch);

  /** Forward with running statistics; changes nothing. */
  Activations evaluate(Batch batch);

  /**
   * Sets the gradient of all parameters from the gradients of a scalar loss with respect to the outputs of
   * the latest {@link #train}.
   *
   * @param dFeatures (B, D), not counting what reaches the features through the logits; may be null for zero
   * @param dLogits (B, C)
   */
  void backward(DMatrixRMaj dFeatures, DMatrixRMaj dLogits);

  /** One optimiser step on the gradient of the latest {@link #backward}. */
  void step(double learningRate);

  /** Euclidean norm of the gradient set by the latest {@link #backward}, all parameters together. */
  double gradientNorm();
}
