package org.palimpsest.experiment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.palimpsest.AtomicFile;
import org.palimpsest.attack.Features;

/**
 * Features of one trained network on disk, so that an attacker added later need not run the network again: a file for
 * each set of images, {@code <name>.features}, little-endian and mapped into memory for reading. It holds
 * {@value #MAGIC} (8 bytes), N and D (int), the key (32 bytes), the SHA-256 of what follows (32 bytes), the head's
 * answers (N ints) and the features (N x D floats, by image). The key is the SHA-256 of the network's checksum, targets
 * and private attributes. A file that is damaged, or made by another network or of other images, is reported and
 * written anew.
 */
final class FeatureCache {

  private static final String MAGIC = "PALFEAT1";
  private static final int HASH = 32;
  private static final int HEADER = MAGIC.length() + 2 * Integer.BYTES + 2 * HASH;

  private final Path folder;
  private final byte[] network;
  private final Consumer<String> messages;

  /**
   * @param network the file that the network is stored in, whose checksum tells it from all others
   * @param messages hears why a file was not used
   */
  FeatureCache(Path folder, Path network, Consumer<String> messages) throws IOException {
    this.folder = folder;
    this.network = checksum(ByteBuffer.wrap(Files.readAllBytes(network)));
    this.messages = messages;
  }

  /**
   * What was stored.
   *
   * @param predicted (N)
   * @param values (N D), by image
   */
  record Stored(int[] predicted, double[] values) {}

  /** What is stored of images with these labels; empty if there is nothing of use. */
  Optional<Stored> read(String name, int width, int[] targets, int[] privateAttributes) throws IOException {
    Path file = file(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()).order(ByteOrder.LITTLE_ENDIAN);
      String fault = fault(bytes, width, targets, privateAttributes);
      if (!fault.isEmpty()) {
        messages.accept(file + ": expected " + fault + ": features are extracted again");
        return Optional.empty();
      }
      int[] predicted = new int[targets.length];
      bytes.position(HEADER).asIntBuffer().get(predicted);
      float[] floats = new float[targets.length * width];
      bytes.position(HEADER + Integer.BYTES * targets.length);
      bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
      double[] values = new double[floats.length];
      for (int i = 0; i < floats.length; i++) {
        values[i] = floats[i];
      }
      return Optional.of(new Stored(predicted, values));
    }
  }

  private String fault(ByteBuffer bytes, int width, int[] targets, int[] privateAttributes) {
    int n = targets.length;
    long size = HEADER + (long) Integer.BYTES * n + (long) Float.BYTES * n * width;
    if (bytes.limit() < HEADER || !MAGIC.equals(text(bytes))) {
      return "a file of features, was something else";
    }
    int ownSize = bytes.getInt(MAGIC.length());
    int ownWidth = bytes.getInt(MAGIC.length() + Integer.BYTES);
    byte[] key = new byte[HASH];
    byte[] checksum = new byte[HASH];
    bytes.position(HEADER - 2 * HASH).get(key).get(checksum);
    if (ownSize != n || ownWidth != width || !Arrays.equals(key, key(targets, privateAttributes))) {
      return "features of this network and these images, was others";
    }
    if (bytes.limit() != size || !Arrays.equals(checksum, checksum(bytes.position(HEADER)))) {
      return "the checksum in it, was a damaged file";
    }
    return "";
  }

  private static String text(ByteBuffer bytes) {
    byte[] magic = new byte[MAGIC.length()];
    bytes.position(0).get(magic);
    return new String(magic, StandardCharsets.US_ASCII);
  }

  /** Stores features, which are rounded to single precision; the file appears complete or not at all. */
  void write(String name, Features features) throws IOException {
    int n = features.size();
    ByteBuffer bytes =
        ByteBuffer.allocate(
                Math.toIntExact(HEADER + (long) Integer.BYTES * n + (long) Float.BYTES * n * features.width()))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC.getBytes(StandardCharsets.US_ASCII)).putInt(n).putInt(features.width());
    bytes.put(key(features.targets(), features.privateAttributes())).position(HEADER);
    for (int answer : features.predicted()) {
      bytes.putInt(answer);
    }
    for (int i = 0; i < n * features.width(); i++) {
      bytes.putFloat((float) features.values().data[i]);
    }
    byte[] checksum = checksum(bytes.flip().position(HEADER));
    bytes.position(HEADER - HASH).put(checksum).rewind();
    Files.createDirectories(folder);
    AtomicFile.write(file(name), partial -> Files.write(partial, bytes.array()));
  }

  private Path file(String name) {
    return folder.resolve(name + ".features");
  }

  private byte[] key(int[] targets, int[] privateAttributes) {
    ByteBuffer labels = ByteBuffer.allocate(network.length + Integer.BYTES * 2 * targets.length);
    labels.put(network);
    for (int i = 0; i < targets.length; i++) {
      labels.putInt(targets[i]).putInt(privateAttributes[i]);
    }
    return checksum(labels.flip());
  }

  private static byte[] checksum(ByteBuffer bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
