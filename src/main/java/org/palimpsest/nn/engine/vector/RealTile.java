package org.palimpsest.nn.engine.vector;

/**
 * The innermost loops of products of real matrices whose rows lie in registers: values (row, channel) in groups of
 * {@link Lanes#WIDTH} channels, [group][row][channel of the group]. A tile of the product, {@link #ROWS} rows by two
 * registers of columns, stays in registers while the inner dimension goes by.
 *
 * <p>Written out, accumulator by accumulator, for either number of rows: HotSpot keeps vectors in registers only in
 * local variables of one method. Constant strides between k and between rows make the loops fast.
 */
public final class RealTile {

  private static final boolean WIDE = Lanes.WIDTH == 16;

  public static final int ROWS = WIDE ? 8 : 4;
  public static final int COLUMNS = 2 * Lanes.WIDTH;

  private RealTile() {}

  /**
   * A B for {@link #ROWS} rows of A from {@code left[a]} on, whose groups lie {@code groupStride} apart; B is packed as
   * [k][{@link #COLUMNS}] from {@code right[b]} on. Row r goes to {@code to[c + r WIDTH]}, its right half {@code half}
   * behind.
   *
   * @param inner a multiple of {@code WIDTH}
   */
  public static void rows(
      int inner, float[] left, int a, int groupStride, float[] right, int b, float[] to, int c, int half) {
    if (WIDE) {
      WideRealTile.rows(inner, left, a, groupStride, right, b, to, c, half);
    } else {
      NarrowRealTile.rows(inner, left, a, groupStride, right, b, to, c, half);
    }
  }

  /**
   * Adds A' B, summed over {@code inner} rows one by one, for {@link #ROWS} channels of A from {@code left[a]} on and
   * two groups of B, from {@code right[b]} on and {@code half} behind. Row r goes to {@code to[c + r stride]}.
   */
  public static void columns(
      int inner, float[] left, int a, float[] right, int b, int half, float[] to, int c, int stride) {
    if (WIDE) {
      WideRealTile.columns(inner, left, a, right, b, half, to, c, stride);
    } else {
      NarrowRealTile.columns(inner, left, a, right, b, half, to, c, stride);
    }
  }
}
