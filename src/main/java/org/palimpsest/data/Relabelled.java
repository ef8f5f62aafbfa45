package org.palimpsest.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.palimpsest.random.Sha256;

/** Images with other targets than their own. */
public record Relabelled(Images images, Labels labels) implements Images {

  /** @param targets one an image */
  public Relabelled(Images images, int[] targets) {
    this(
        images,
        new Labels(
            images.labels().target(), images.labels().privateAttribute(), targets,
            images.labels().privateAttributes()));
  }

  @Override
  public Shape shape() {
    return images.shape();
  }

  @Override
  public String id() {
    String text = images.id() + " " + Arrays.toString(labels.targets());
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void write(int image, float[] into, int offset) {
    images.write(image, into, offset);
  }

  @Override
  public byte[] shown(int image) {
    return images.shown(image);
  }

  @Override
  public void willRead(int[] rows) {
    images.willRead(rows);
  }
}
