package org.palimpsest.nn.engine;

import java.util.Optional;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/** Single-precision matrix products through OpenBLAS, on row-major matrices outside the Java heap. */
final class Blas {

  static {
    singleThreaded();
  }

  private Blas() {}

  /** One thread inside every product; the engine's workers are what runs in parallel. */
  static void singleThreaded() {
    openblas.blas_set_num_threads(1);
  }

  /** The library, and whose kernels the environment tells it to use, if it does. */
  static String vendor() {
    return switch (openblas.blas_get_vendor()) {
      case 2 -> Optional.ofNullable(System.getenv("OPENBLAS_CORETYPE")).map("OpenBLAS, kernels for "::concat)
          .orElse("OpenBLAS");
      case 3 -> "MKL";
      default -> "unknown";
    };
  }

  /** C = A B + beta C; A is (m, k), B is (k, n). */
  static void product(int m, int n, int k, FloatPointer a, FloatPointer b, float beta, FloatPointer c) {
    sgemm(openblas.CblasNoTrans, openblas.CblasNoTrans, m, n, k, a, k, b, n, beta, c, n);
  }

  /** C = A B' + beta C; A is (m, k), B is (n, k). */
  static void productTransposed(
      int m, int n, int k, FloatPointer a, FloatPointer b, float beta, FloatPointer c) {
    sgemm(openblas.CblasNoTrans, openblas.CblasTrans, m, n, k, a, k, b, k, beta, c, n);
  }

  /** C = A' B + beta C; A is (k, m), B is (k, n). */
  static void transposedProduct(
      int m, int n, int k, FloatPointer a, FloatPointer b, float beta, FloatPointer c) {
    sgemm(openblas.CblasTrans, openblas.CblasNoTrans, m, n, k, a, m, b, n, beta, c, n);
  }

  private static void sgemm(
      int transA,
      int transB,
      int m,
      int n,
      int k,
      FloatPointer a,
      int lda,
      FloatPointer b,
      int ldb,
      float beta,
      FloatPointer c,
      int ldc) {
    openblas.cblas_sgemm(
        openblas.CblasRowMajor, transA, transB, m, n, k, 1f, a, lda, b, ldb, beta, c, ldc);
  }
}
