package org.palimpsest.nn;

import org.ejml.data.DMatrixRMaj;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.palimpsest.nn.engine.Views;

/** Matrices in double precision from and to DeepLearning4J's single precision. */
final class Matrices {

  private Matrices() {}

  /** @param array with two dimensions */
  static DMatrixRMaj of(INDArray array) {
    float[] values = Views.values(array);
    DMatrixRMaj matrix = new DMatrixRMaj((int) array.size(0), (int) array.size(1));
    for (int i = 0; i < values.length; i++) {
      matrix.data[i] = values[i];
    }
    return matrix;
  }

  /** Rounded, row by row. */
  static float[] floats(DMatrixRMaj matrix) {
    float[] values = new float[matrix.getNumElements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) matrix.data[i];
    }
    return values;
  }
}
