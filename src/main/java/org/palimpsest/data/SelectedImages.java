package org.palimpsest.data;

/**
 * Some images of two sets of one kind.
 *
 * @param first the images numbered from 0
 * @param second the images numbered on from {@code first.size()}
 * @param chosen numbers, in the order of the result
 */
public record SelectedImages(Images first, Images second, int[] chosen) implements Images {

  public static SelectedImages of(Images images, int[] chosen) {
    return new SelectedImages(images, images, chosen);
  }

  @Override
  public int size() {
    return chosen.length;
  }

  @Override
  public int height() {
    return first.height();
  }

  @Override
  public int width() {
    return first.width();
  }

  @Override
  public int channels() {
    return first.channels();
  }

  @Override
  public int targetClasses() {
    return first.targetClasses();
  }

  @Override
  public int privateClasses() {
    return first.privateClasses();
  }

  @Override
  public int target(int image) {
    return of(image).target(at(image));
  }

  @Override
  public int privateAttribute(int image) {
    return of(image).privateAttribute(at(image));
  }

  @Override
  public void write(int image, float[] into, int offset) {
    of(image).write(at(image), into, offset);
  }

  private Images of(int image) {
    return chosen[image] < first.size() ? first : second;
  }

  private int at(int image) {
    return chosen[image] < first.size() ? chosen[image] : chosen[image] - first.size();
  }
}
