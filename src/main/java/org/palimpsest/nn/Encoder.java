package org.palimpsest.nn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.data.Batch;

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

  /**
   * Gives the gradient of each example's own loss, a few examples at a time, from the gradients of those losses with
   * respect to the outputs of the latest {@link #train}. What {@link #step} would apply is not set: that is for
   * {@link #gradient}. Weight decay is no part of these gradients.
   *
   * <p>Forward and the way back through the maps are batched as ever; only the gradients of the parameters are taken
   * example by example. Memory beyond that of {@link #backward}: one block of gradients, and the gradients of the
   * maps between convolutions. The same bits whatever the number of threads.
   *
   * @param dFeatures (B, D), row i the gradient of example i's loss, not divided by B, not counting what reaches the
   *     features through the logits; may be null for zero
   * @param dLogits (B, C), likewise
   * @throws IllegalStateException if the network has batch normalisation, whose statistics make one example's loss
   *     depend on the others, so that there are no per-example gradients
   */
  void backwardPerExample(DMatrixRMaj dFeatures, DMatrixRMaj dLogits, PerExampleSink sink);

  /**
   * Sets the gradient that {@link #step} applies, in place of one from {@link #backward}; no {@link #train} need have
   * come before. {@code step} adds the weight decay itself, as it does to any gradient.
   *
   * @param values laid out as {@link #parameters()}: P values, the encoder's own head last; running statistics, where
   *     there are any, keep their values whatever stands in their places
   */
  void gradient(float[] values);

  /**
   * Replaces all parameters, running statistics included; optimiser state stays.
   *
   * @param values laid out as {@link #parameters()}
   */
  void parameters(float[] values);

  /** How many of {@link #parameters()} each layer has, in their order, layers without any left out. */
  List<Integer> layerSizes();

  /** One optimiser step on the gradient of the latest {@link #backward} or {@link #gradient}. */
  void step(double learningRate);

  /** Euclidean norm of the gradient that the latest {@link #backward} or {@link #gradient} set, all of it. */
  double gradientNorm();

  /**
   * What an encoder makes of a batch.
   *
   * @param features the bottleneck (B, D)
   * @param logits before the softmax (B, C)
   */
  public record Activations(DMatrixRMaj features, DMatrixRMaj logits) {

    /** B, the number of images. */
    public int size() {
      return logits.numRows;
    }
  }

  /** Takes the gradients of single examples, a block of neighbouring ones at a time, in the order of the batch. */
  @FunctionalInterface
  public interface PerExampleSink {

    /**
     * Must not call the encoder.
     *
     * @param first of the examples, counted within the batch
     * @param count at least 1
     * @param gradients (count, P) row-major, possibly longer; row i is the gradient of the loss of example first + i,
     *     laid out as {@link Encoder#parameters()}. The next block overwrites it.
     */
    void accept(int first, int count, float[] gradients);
  }
}
