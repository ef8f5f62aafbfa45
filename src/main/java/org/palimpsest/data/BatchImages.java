package org.palimpsest.data;

/**
 * The images of one batch.
 *
 * @param targetClasses above every target in {@code batch}
 * @param privateClasses above every private attribute in {@code batch}
 */
public record BatchImages(Batch batch, int targetClasses, int privateClasses) implements Images {

  @Override
  public int size() {
    return batch.size();
  }

  @Override
  public int height() {
    return batch.height();
  }

  @Override
  public int width() {
    return batch.width();
  }

  @Override
  public int channels() {
    return batch.channels();
  }

  @Override
  public int target(int image) {
    return batch.targets()[image];
  }

  @Override
  public int privateAttribute(int image) {
    return batch.privateAttributes()[image];
  }

  @Override
  public void write(int image, float[] into, int offset) {
    int volume = height() * width() * channels();
    System.arraycopy(batch.pixels(), image * volume, into, offset, volume);
  }
}
