package org.palimpsest.attack;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.data.features.FeatureFile;

/**
 * The features of N images, N rows of D finite numbers: in single precision as networks give them, or in double as
 * something else made them. Nobody writes to them. They were looked at once, when they came; a selection of them is
 * not looked at again.
 */
public sealed interface FeatureRows {

  /** N, at least 1. */
  int size();

  /** D, at least 1. */
  int width();

  /** The rows of these numbers, in that order; at least one. */
  FeatureRows select(int[] rows);

  /** Copies a row to {@code into} from {@code offset} on. */
  void copy(int row, double[] into, int offset);

  /** (N, D), rounded to single precision. */
  float[][] singles();

  /** (to - from, D). */
  default DMatrixRMaj doubles(int from, int to) {
    DMatrixRMaj block = new DMatrixRMaj(to - from, width());
    for (int i = from; i < to; i++) {
      copy(i, block.data, (i - from) * width());
    }
    return block;
  }

  /** (N, D). */
  default DMatrixRMaj doubles() {
    return doubles(0, size());
  }

  /**
   * In single precision, without a copy.
   *
   * @throws IllegalArgumentException if there is no row or no column, or a number is not finite; the message says which
   */
  static FeatureRows of(float[][] values) {
    requireSize(values.length, values.length == 0 ? 0 : values[0].length);
    for (int i = 0; i < values.length; i++) {
      if (values[i].length != values[0].length) {
        throw new IllegalArgumentException(
            "values[row %d]: expected %d columns, was %d".formatted(i, values[0].length, values[i].length));
      }
      for (int d = 0; d < values[i].length; d++) {
        requireFinite(i, d, values[i][d]);
      }
    }
    return new InSingles(values);
  }

  /**
   * In double precision, without a copy.
   *
   * @throws IllegalArgumentException as {@link #of(float[][])}
   */
  static FeatureRows of(DMatrixRMaj values) {
    requireSize(values.numRows, values.numCols);
    for (int i = 0, at = 0; i < values.numRows; i++) {
      for (int d = 0; d < values.numCols; d++, at++) {
        requireFinite(i, d, values.data[at]);
      }
    }
    return new InDoubles(values);
  }

  /** Rows of a file (N), whose numbers are read whenever they are asked for, in double precision. */
  static FeatureRows of(FeatureFile file, int[] rows) {
    requireSize(rows.length, file.width());
    return new InFile(file, rows);
  }

  private static void requireSize(int rows, int columns) {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException("values: expected at least 1 x 1, was %d x %d".formatted(rows, columns));
    }
  }

  private static void requireFinite(int row, int column, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "values[row %d, column %d]: expected a finite number, was %s".formatted(row, column, value));
    }
  }

  /** A selection shares the rows. */
  final class InSingles implements FeatureRows {

    private final float[][] values;

    private InSingles(float[][] values) {
      this.values = values;
    }

    @Override
    public int size() {
      return values.length;
    }

    @Override
    public int width() {
      return values[0].length;
    }

    @Override
    public FeatureRows select(int[] rows) {
      requireSize(rows.length, width());
      float[][] selected = new float[rows.length][];
      for (int i = 0; i < rows.length; i++) {
        selected[i] = values[rows[i]];
      }
      return new InSingles(selected);
    }

    @Override
    public void copy(int row, double[] into, int offset) {
      for (int d = 0; d < values[row].length; d++) {
        into[offset + d] = values[row][d];
      }
    }

    @Override
    public float[][] singles() {
      return values;
    }
  }

  /** A selection copies the rows. */
  final class InDoubles implements FeatureRows {

    private final DMatrixRMaj values;

    private InDoubles(DMatrixRMaj values) {
      this.values = values;
    }

    @Override
    public int size() {
      return values.numRows;
    }

    @Override
    public int width() {
      return values.numCols;
    }

    @Override
    public FeatureRows select(int[] rows) {
      requireSize(rows.length, width());
      DMatrixRMaj selected = new DMatrixRMaj(rows.length, width());
      for (int i = 0; i < rows.length; i++) {
        copy(rows[i], selected.data, i * width());
      }
      return new InDoubles(selected);
    }

    @Override
    public void copy(int row, double[] into, int offset) {
      System.arraycopy(values.data, row * width(), into, offset, width());
    }

    @Override
    public float[][] singles() {
      return FloatRows.of(values);
    }

    @Override
    public DMatrixRMaj doubles(int from, int to) {
      return from == 0 && to == size() ? values : FeatureRows.super.doubles(from, to);
    }
  }

  /** A selection is numbers of rows; the file holds the rest. */
  final class InFile implements FeatureRows {

    private final FeatureFile file;
    private final int[] rows;

    private InFile(FeatureFile file, int[] rows) {
      this.file = file;
      this.rows = rows;
    }

    @Override
    public int size() {
      return rows.length;
    }

    @Override
    public int width() {
      return file.width();
    }

    @Override
    public FeatureRows select(int[] chosen) {
      requireSize(chosen.length, width());
      return new InFile(file, Arrays.stream(chosen).map(i -> rows[i]).toArray());
    }

    @Override
    public void copy(int row, double[] into, int offset) {
      file.copy(rows[row], into, offset);
    }

    @Override
    public float[][] singles() {
      float[][] singles = new float[size()][width()];
      double[] values = new double[width()];
      for (int i = 0; i < singles.length; i++) {
        copy(i, values, 0);
        for (int d = 0; d < values.length; d++) {
          singles[i][d] = (float) values[d];
        }
      }
      return singles;
    }
  }
}
