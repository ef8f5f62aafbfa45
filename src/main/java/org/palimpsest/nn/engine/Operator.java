package org.palimpsest.nn.engine;

import org.palimpsest.data.Shape;

/**
 * One step of a network on channels-last maps, at work. It owns its output and gradient buffers, which the next
 * call overwrites, so that a training step allocates nothing once the largest batch has been seen.
 *
 * <p>Parameters and their gradients live in two flat arrays shared by the whole network; an operator is given the
 * offset of its first parameter and finds the others behind it in the order of {@link LayerSpec#parameters()}.
 */
public interface Operator {

  /** The shape of one image going in. */
  Shape input();

  /** The shape of one image coming out. */
  Shape output();

  /**
   * @param x (batch, input), kept by reference until {@link #backward} where that needs it
   * @param training use batch statistics, update running ones, and keep what {@link #backward} needs
   * @return (batch, output), at least that long
   */
  float[] forward(float[] x, int batch, boolean training);

  /**
   * Writes (not adds) the gradient of this operator's parameters. Once per training forward.
   *
   * @param dy (batch, output), the gradient with respect to the output of the latest training forward; may be
   *     overwritten, and returned with the result in it
   * @param inputGradient whether the gradient with respect to the input is wanted
   * @return (batch, input), at least that long; null if it was not wanted
   */
  float[] backward(float[] dy, boolean inputGradient);

  /**
   * As {@link #backward} for dy whose rows are the gradients of each image's own loss, with the gradient of the
   * parameters left to {@link #exampleGradients}. Keeps dy by reference where that needs it.
   */
  default float[] backwardForExamples(float[] dy, boolean inputGradient) {
    return backward(dy, inputGradient);
  }

  /**
   * Writes (not adds) the gradients of {@code count} images' own losses after {@link #backwardForExamples}.
   *
   * @param first of the images
   * @param to one gradient a row, each laid out as the whole network's parameters, so that this operator's begin at
   *     its offset
   * @param stride from one row to the next
   */
  default void exampleGradients(int first, int count, float[] to, int stride) {}
}
