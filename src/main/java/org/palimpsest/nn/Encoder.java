package org.palimpsest.nn;

import java.io.IOException;
import java.nio.file.Path;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.bias.Batch;

/** A network under study: images in, features (B, D) and logits (B, C) out. */
public interface Encoder extends Trainable {

  /**
   * A new encoder from a file that {@link #save} wrote: made from the spec in it, with the state in it.
   *
   * @throws IOException if the file is missing, damaged, or of a network this version does not know
   */
  static Encoder load(Path file) throws IOException {
    return Checkpoint.load(file);
  }

  /** What it was made from. */
  NetworkSpec spec();

  /**
   * Forward with batch statistics, updating running statistics, and keeping what {@link #backward} needs.
   */
  Activations train(Batch batch);

  /** Forward with running statistics; changes nothing. */
  Activations evaluate(Batch batch);

  /**
   * The head alone: the logits (B, C) of any features (B, D), such as those of {@link #evaluate} after something was
   * taken out of them. Changes nothing.
   */
  DMatrixRMaj logits(DMatrixRMaj features);

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
