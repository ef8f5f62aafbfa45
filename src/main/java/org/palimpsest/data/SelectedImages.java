package org.palimpsest.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.palimpsest.random.Sha256;

/**
 * Some images of two sets of one kind.
 *
 * @param first the images numbered from 0
 * @param second the images numbered on from {@code first.size()}
 * @param chosen numbers, in the order of the result
 * @param labels of the chosen images
 */
public record SelectedImages(Images first, Images second, int[] chosen, Labels labels) implements Images {

  public SelectedImages(Images first, Images second, int[] chosen) {
    this(first, second, chosen, both(first.labels(), second.labels()).select(chosen));
  }

  /** Some images of one set. */
  public static SelectedImages of(Images images, int[] chosen) {
    return new SelectedImages(images, images, chosen, images.labels().select(chosen));
  }

  private static Labels both(Labels first, Labels second) {
    return new Labels(
        first.target(), first.privateAttribute(),
        concat(first.targets(), second.targets()), concat(first.privateAttributes(), second.privateAttributes()));
  }

  private static int[] concat(int[] first, int[] second) {
    return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
  }

  @Override
  public Shape shape() {
    return first.shape();
  }

  @Override
  public String id() {
    ByteBuffer numbers = ByteBuffer.allocate(Integer.BYTES * chosen.length);
    Arrays.stream(chosen).forEach(numbers::putInt);
    String text = "%s %s %s".formatted(first.id(), second.id(), Sha256.of(numbers.array()));
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void write(int image, float[] into, int offset) {
    int number = chosen[image];
    if (number < first.size()) {
      first.write(number, into, offset);
    } else {
      second.write(number - first.size(), into, offset);
    }
  }

  @Override
  public byte[] shown(int image) {
    int number = chosen[image];
    return number < first.size() ? first.shown(number) : second.shown(number - first.size());
  }

  @Override
  public void willRead(int[] images) {
    first.willRead(Arrays.stream(images).map(i -> chosen[i]).filter(i -> i < first.size()).toArray());
    second.willRead(
        Arrays.stream(images).map(i -> chosen[i] - first.size()).filter(i -> i >= 0).toArray());
  }
}
