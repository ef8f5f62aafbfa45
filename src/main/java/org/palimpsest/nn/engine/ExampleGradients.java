package org.palimpsest.nn.engine;

/**
 * A layer that can give the gradient of each image's own loss. Usable after a forward pass in training mode, in the
 * order of the methods, until the next pass.
 */
public interface ExampleGradients {

  /**
   * Takes the gradients on their way through the layer, all images at once.
   *
   * @param dOutputs (B, outputs): row i is the gradient of the loss of image i alone; may be overwritten, and is kept
   * @throws IllegalStateException if there is batch normalisation, which makes one image's loss depend on the others
   */
  void backwardForExamples(float[] dOutputs);

  /**
   * Writes the gradients of {@code count} images from {@code first} on: that of image first + i, in the order of the
   * layer's flattened parameters, from {@code to[i stride]} on.
   */
  void exampleGradients(int first, int count, float[] to, int stride);
}
