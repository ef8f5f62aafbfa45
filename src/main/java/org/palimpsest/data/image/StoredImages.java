package org.palimpsest.data.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.palimpsest.Require;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Images;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Shape;
import org.palimpsest.random.Sha256;

/**
 * Some stored pictures with their labels. Those that are about to be asked for are decoded by several threads, in the
 * order in which they will be; which thread decodes a picture changes nothing of it. A picture found damaged by any of
 * them is an error of the next {@link #write}.
 */
public final class StoredImages implements Images {

  private static final int MOST_THREADS = 8;

  private final StoredPictures pictures;
  private final int[] numbers;
  private final Labels labels;
  private final AtomicIntegerArray stored;
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile DataException damaged;

  /**
   * @param numbers of the pictures, one an image
   * @param labels one an image
   */
  public StoredImages(StoredPictures pictures, int[] numbers, Labels labels) {
    Require.that(numbers.length == labels.size(), "numbers", labels.size() + ", one per label", numbers.length);
    this.pictures = pictures;
    this.numbers = numbers;
    this.labels = labels;
    this.stored = new AtomicIntegerArray(numbers.length);
  }

  @Override
  public Shape shape() {
    return pictures.shape();
  }

  @Override
  public Labels labels() {
    return labels;
  }

  @Override
  public String id() {
    ByteBuffer bytes = ByteBuffer.allocate(3 * Integer.BYTES * numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      bytes.putInt(numbers[i]).putInt(target(i)).putInt(privateAttribute(i));
    }
    String text =
        "%s %s %s %s".formatted(pictures.key(), labels.target(), labels.privateAttribute(), Sha256.of(bytes.array()));
    if (pictures.scale() != PixelScale.HALF) {
      text += " " + pictures.scale();
    }
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void write(int image, float[] into, int offset) {
    if (damaged != null) {
      throw damaged;
    }
    byte[] samples = pictures.samples(numbers[image]);
    stored.set(image, 1);
    pictures.scale().write(samples, shape().channels(), into, offset);
  }

  @Override
  public byte[] shown(int image) {
    return pictures.samples(numbers[image]);
  }

  @Override
  public void willRead(int[] images) {
    int[] left = Arrays.stream(images).filter(image -> stored.get(image) == 0).toArray();
    if (left.length == 0 || !reading.compareAndSet(false, true)) {
      return;
    }
    AtomicInteger next = new AtomicInteger();
    int count = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
    AtomicInteger running = new AtomicInteger(count);
    for (int t = 0; t < count; t++) {
      Thread thread = new Thread(() -> readAhead(left, next, running), "read ahead " + t);
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void readAhead(int[] images, AtomicInteger next, AtomicInteger running) {
    try {
      for (int i = next.getAndIncrement(); i < images.length && damaged == null; i = next.getAndIncrement()) {
        if (stored.get(images[i]) == 0) {
          pictures.samples(numbers[images[i]]);
          stored.set(images[i], 1);
        }
      }
    } catch (DataException e) {
      damaged = e;
    } finally {
      if (running.decrementAndGet() == 0) {
        reading.set(false);
      }
    }
  }
}
