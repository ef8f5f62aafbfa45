package org.palimpsest.data;

import java.nio.ByteBuffer;
import org.palimpsest.random.Sha256;

/**
 * The images of one batch.
 *
 * @param labels those of the batch, with the names of their values
 */
public record BatchImages(Batch batch, Labels labels) implements Images {

  /** Images whose values are called by their numbers, targets in [0, targetClasses) and private values likewise. */
  public BatchImages(Batch batch, int targetClasses, int privateClasses) {
    this(
        batch,
        new Labels(
            Attribute.numbered("target", targetClasses), Attribute.numbered("private", privateClasses),
            batch.targets(), batch.privateAttributes()));
  }

  @Override
  public Shape shape() {
    return new Shape(batch.height(), batch.width(), batch.channels());
  }

  @Override
  public String id() {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (batch.pixels().length + 2 * batch.size()));
    for (float pixel : batch.pixels()) {
      bytes.putFloat(pixel);
    }
    for (int i = 0; i < batch.size(); i++) {
      bytes.putInt(batch.targets()[i]).putInt(batch.privateAttributes()[i]);
    }
    return Sha256.of(bytes.array());
  }

  @Override
  public void write(int image, float[] into, int offset) {
    int volume = shape().volume();
    System.arraycopy(batch.pixels(), image * volume, into, offset, volume);
  }
}
