package org.palimpsest.attack;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The first principal component of features: the direction in which they spread most.
 *
 * @param centre their mean (D)
 * @param direction of unit length (D); its sign is arbitrary
 * @param explained the share of the whole variance that lies along it, in [0, 1]; NaN if there is none
 */
record PrincipalAxis(double[] centre, double[] direction, double explained) {

  /** @param values (N, D) */
  static PrincipalAxis of(DMatrixRMaj values) {
    double[] centre = mean(values);
    DMatrixRMaj centred = values.copy();
    for (int i = 0; i < values.numRows; i++) {
      for (int j = 0; j < values.numCols; j++) {
        centred.add(i, j, -centre[j]);
      }
    }
    DMatrixRMaj scatter = new DMatrixRMaj(values.numCols, values.numCols);
    CommonOps_DDRM.multInner(centred, scatter);
    EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(values.numCols, true, true);
    if (!eigen.decompose(scatter.copy())) {
      throw new IllegalArgumentException("values: expected features with a principal component, found none");
    }
    int first = 0;
    for (int k = 1; k < eigen.getNumberOfEigenvalues(); k++) {
      first = eigen.getEigenvalue(k).getReal() > eigen.getEigenvalue(first).getReal() ? k : first;
    }
    double explained = eigen.getEigenvalue(first).getReal() / CommonOps_DDRM.trace(scatter);
    return new PrincipalAxis(centre, eigen.getEigenVector(first).data.clone(), explained);
  }

  /** Where features (N, D) lie along it, from the centre. */
  double[] scores(DMatrixRMaj values) {
    return scores(values, centre, direction);
  }

  static double[] scores(DMatrixRMaj values, double[] centre, double[] direction) {
    double[] scores = new double[values.numRows];
    for (int i = 0; i < scores.length; i++) {
      for (int j = 0; j < values.numCols; j++) {
        scores[i] += (values.get(i, j) - centre[j]) * direction[j];
      }
    }
    return scores;
  }

  /** The mean of the rows (D). */
  static double[] mean(DMatrixRMaj values) {
    double[] mean = new double[values.numCols];
    for (int i = 0; i < values.numRows; i++) {
      for (int j = 0; j < values.numCols; j++) {
        mean[j] += values.get(i, j) / values.numRows;
      }
    }
    return mean;
  }
}
