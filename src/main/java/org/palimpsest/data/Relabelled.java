package org.palimpsest.data;

/**
 * Images with other targets than their own.
 *
 * @param targets one an image
 */
public record Relabelled(Images images, int[] targets) implements Images {

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public int height() {
    return images.height();
  }

  @Override
  public int width() {
    return images.width();
  }

  @Override
  public int channels() {
    return images.channels();
  }

  @Override
  public int targetClasses() {
    return images.targetClasses();
  }

  @Override
  public int privateClasses() {
    return images.privateClasses();
  }

  @Override
  public int target(int image) {
    return targets[image];
  }

  @Override
  public int privateAttribute(int image) {
    return images.privateAttribute(image);
  }

  @Override
  public void write(int image, float[] into, int offset) {
    images.write(image, into, offset);
  }
}
