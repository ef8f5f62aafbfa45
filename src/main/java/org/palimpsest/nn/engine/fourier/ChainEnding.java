package org.palimpsest.nn.engine.fourier;

/** What stands between a chain's last block and the outside. */
interface ChainEnding {

  void reserve(int images);

  /** @return the chain's output */
  float[] forward(int batch, boolean training);

  /** Brings the gradient with respect to the chain's output to where the last block needs it. */
  void backward(float[] dy, int batch);

  /** {@link PlaneTransform.Source} of the last block's dy. */
  void outputGradient(int image, int channel, int y, PlaneTransform.Scratch scratch, int half);
}
