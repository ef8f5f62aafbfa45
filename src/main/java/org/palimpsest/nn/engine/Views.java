package org.palimpsest.nn.engine;

import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Bulk copies between ND4J's memory and arrays of the Java heap. */
public final class Views {

  private Views() {}

  /** Copies all of {@code array}, in row-major order, to {@code to} from {@code offset} on. */
  public static void read(INDArray array, float[] to, int offset) {
    INDArray contiguous = contiguous(array) ? array : array.dup('c');
    pointer(contiguous).get(to, offset, Math.toIntExact(array.length()));
  }

  /** A copy of all of {@code array}, in row-major order. */
  public static float[] values(INDArray array) {
    float[] values = new float[Math.toIntExact(array.length())];
    read(array, values, 0);
    return values;
  }

  /** Copies from {@code offset} on into all of {@code array}, which must lie in row-major order without gaps. */
  public static void write(float[] from, int offset, INDArray array) {
    if (!contiguous(array)) {
      throw new IllegalArgumentException("array: expected row-major without gaps, was " + array.shapeInfoToString());
    }
    pointer(array).put(from, offset, Math.toIntExact(array.length()));
  }

  /** A new array of the given shape. */
  public static INDArray create(float[] values, long... shape) {
    INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, 'c');
    write(values, 0, array);
    return array;
  }

  private static FloatPointer pointer(INDArray array) {
    if (array.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException("array: expected FLOAT values, was " + array.dataType());
    }
    return new FloatPointer(array.data().addressPointer());
  }

  private static boolean contiguous(INDArray array) {
    long expected = 1;
    for (int d = array.rank() - 1; d >= 0; d--) {
      if (array.size(d) != 1 && array.stride(d) != expected) {
        return false;
      }
      expected *= array.size(d);
    }
    return true;
  }
}
