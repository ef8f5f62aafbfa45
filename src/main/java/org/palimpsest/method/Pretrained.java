package org.palimpsest.method;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.palimpsest.data.Batch;
import org.palimpsest.data.Batches;
import org.palimpsest.data.Images;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Trainable;

/**
 * A bias-only network that has been trained by cross-entropy before anybody uses it: by {@link #network}, the first
 * time, or before a checkpoint was written, which says so.
 */
final class Pretrained implements Trainable {

  private static final byte FRESH = 0;
  private static final byte DONE = 1;

  private final BiasOnly biasOnly;
  private final Images images;
  private final Batches batches;
  private final int epochs;
  private byte state = FRESH;

  Pretrained(BiasOnly biasOnly, Images images, Batches batches, int epochs) {
    this.biasOnly = biasOnly;
    this.images = images;
    this.batches = batches;
    this.epochs = epochs;
  }

  /**
   * The network, trained for all epochs at {@code learningRate} if it has not been.
   *
   * @throws TrainingDiverged if that fails
   */
  Encoder network(double learningRate) {
    if (state == FRESH) {
      for (int epoch = 0; epoch < epochs; epoch++) {
        for (Batch batch : batches.batches(images, epoch)) {
          biasOnly.descend(new CrossEntropy(), batch, learningRate);
        }
      }
      state = DONE;
    }
    return biasOnly.network();
  }

  /** The network as it is, for whoever trains it otherwise. */
  Encoder untrained() {
    return biasOnly.network();
  }

  /** The same training image by image; empty if there is none. */
  Optional<PerImageModel.Before> before() {
    return epochs == 0
        ? Optional.empty()
        : Optional.of(
            new PerImageModel.Before(JointModel.of(biasOnly, biasOnly.network(), new CrossEntropy()), epochs));
  }

  @Override
  public String name() {
    return biasOnly.name();
  }

  @Override
  public float[] parameters() {
    return biasOnly.parameters();
  }

  /** The network's own file with a byte behind it that says whether it has been trained. */
  @Override
  public void save(Path file) throws IOException {
    biasOnly.save(file);
    byte[] bytes = Files.readAllBytes(file);
    byte[] marked = Arrays.copyOf(bytes, bytes.length + 1);
    marked[bytes.length] = state;
    Files.write(file, marked);
  }

  @Override
  public void restore(Path file) throws IOException {
    byte[] marked = Files.readAllBytes(file);
    byte found = marked.length == 0 ? -1 : marked[marked.length - 1];
    if (found != FRESH && found != DONE) {
      throw new IOException("%s: expected 0 or 1 as the last byte, was %d".formatted(file, found));
    }
    Path network = Files.createTempFile("bias-only", null);
    try {
      Files.write(network, Arrays.copyOf(marked, marked.length - 1));
      biasOnly.restore(network);
    } finally {
      Files.delete(network);
    }
    state = found;
  }
}
