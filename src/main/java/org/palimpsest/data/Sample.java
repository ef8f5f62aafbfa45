package org.palimpsest.data;

import java.util.stream.IntStream;

/**
 * Rows of images, so that a network looks at images once, whatever is sampled of them.
 *
 * @param rows numbers of images, in the order of the sample
 */
public record Sample(Images images, int[] rows) {

  /** All images in their order. */
  public static Sample all(Images images) {
    return new Sample(images, IntStream.range(0, images.size()).toArray());
  }

  public int size() {
    return rows.length;
  }

  /** Every image once, in the images' order. */
  public boolean isWhole() {
    return rows.length == images.size() && IntStream.range(0, rows.length).allMatch(i -> rows[i] == i);
  }

  /** The sample as images of its own. */
  public Images view() {
    return isWhole() ? images : SelectedImages.of(images, rows);
  }

  public Labels labels() {
    return isWhole() ? images.labels() : images.labels().select(rows);
  }
}
