package org.palimpsest.data.features;

import java.util.Arrays;
import java.util.List;
import org.palimpsest.data.Images;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Shape;

/**
 * Rows of features in the place of images: an image of one pixel, whose channels are the features of one arm after the
 * other.
 *
 * @param arms the files of the arms
 * @param rows of each file (N)
 */
public record GivenRows(List<FeatureFile> arms, List<int[]> rows, Labels labels, String id) implements Images {

  @Override
  public Shape shape() {
    return new Shape(1, 1, arms.stream().mapToInt(FeatureFile::width).sum());
  }

  @Override
  public void write(int image, float[] into, int offset) {
    int at = offset;
    for (int arm = 0; arm < arms.size(); arm++) {
      double[] row = new double[arms.get(arm).width()];
      arms.get(arm).copy(rows.get(arm)[image], row, 0);
      for (double value : row) {
        into[at++] = (float) value;
      }
    }
  }

  /** The rows of an arm's file that these of the images are (n). */
  public int[] rowsOf(int arm, int[] images) {
    int[] all = rows.get(arm);
    return Arrays.stream(images).map(image -> all[image]).toArray();
  }
}
