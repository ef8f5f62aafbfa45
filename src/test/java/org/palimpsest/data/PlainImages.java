package org.palimpsest.data;

/** Images of one sample each, which is the image's number. */
record PlainImages(Labels labels) implements Images {

  /** As many images of each group as {@code counts} says, group after group; targets t0, t1..., private values p0... */
  static PlainImages of(int[][] counts) {
    Groups groups = new Groups(counts);
    int[] targets = new int[groups.total()];
    int[] privately = new int[groups.total()];
    int at = 0;
    for (int y = 0; y < counts.length; y++) {
      for (int b = 0; b < counts[y].length; b++) {
        for (int i = 0; i < counts[y][b]; i++, at++) {
          targets[at] = y;
          privately[at] = b;
        }
      }
    }
    return new PlainImages(
        new Labels(
            Attribute.numbered("age", counts.length), Attribute.numbered("sex", counts[0].length), targets, privately));
  }

  @Override
  public Shape shape() {
    return new Shape(1, 1, 1);
  }

  @Override
  public String id() {
    return "plain " + labels.size();
  }

  @Override
  public void write(int image, float[] into, int offset) {
    into[offset] = image;
  }
}
