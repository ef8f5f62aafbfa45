package org.palimpsest.experiment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.palimpsest.AtomicFile;
import org.palimpsest.attack.Features;
import org.palimpsest.random.Sha256;

/**
 * Features of one trained network on disk, so that an attacker added later need not run the network again: a file for
 * each set of images, {@code <hash>.features}, little-endian and mapped into memory for reading. It holds
 * {@value #MAGIC} (8 bytes), N and D (int), the key (32 bytes), the SHA-256 of what follows (32 bytes), the head's
 * answers (N ints) and the features (N x D floats, by image). The key is the SHA-256 of the network's checksum and the
 * images' id, which also names the file. A file that is damaged, or made by another network or of other images, is reported and
 * written anew.
 */
final class FeatureCache {

  private static final String MAGIC = "PALFEAT1";
  private static final int HASH = 32;
  private static final int NAME = 16;
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
   * @param values (N, D)
   */
  record Stored(int[] predicted, float[][] values) {}

  /**
   * What is stored of images; empty if there is nothing of use.
   *
   * @param id of the images
   * @param width D
   * @param n how many images
   */
  Optional<Stored> read(String id, int width, int n) throws IOException {
    Path file = file(id);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return stored(file, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()), id, width, n);
    }
  }

  /** The same of what a file holds. */
  Optional<Stored> stored(Path file, ByteBuffer content, String id, int width, int n) {
    ByteBuffer bytes = content.order(ByteOrder.LITTLE_ENDIAN);
    String fault = fault(bytes, width, n, key(id));
    if (!fault.isEmpty()) {
      messages.accept(file + ": expected " + fault + ": features are extracted again");
      return Optional.empty();
    }
    int[] predicted = new int[n];
    bytes.position(HEADER).asIntBuffer().get(predicted);
    float[][] values = new float[n][width];
    bytes.position(HEADER + Integer.BYTES * n);
    FloatBuffer floats = bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (float[] row : values) {
      floats.get(row);
    }
    return Optional.of(new Stored(predicted, values));
  }

  private static String fault(ByteBuffer bytes, int width, int n, byte[] expected) {
    long size = HEADER + (long) Integer.BYTES * n + (long) Float.BYTES * n * width;
    if (bytes.limit() < HEADER || !MAGIC.equals(text(bytes))) {
      return "a file of features, was something else";
    }
    int ownSize = bytes.getInt(MAGIC.length());
    int ownWidth = bytes.getInt(MAGIC.length() + Integer.BYTES);
    byte[] key = new byte[HASH];
    byte[] checksum = new byte[HASH];
    bytes.position(HEADER - 2 * HASH).get(key).get(checksum);
    if (ownSize != n || ownWidth != width || !Arrays.equals(key, expected)) {
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
  void write(String id, Features features) throws IOException {
    int n = features.size();
    ByteBuffer bytes =
        ByteBuffer.allocate(
                Math.toIntExact(HEADER + (long) Integer.BYTES * n + (long) Float.BYTES * n * features.width()))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC.getBytes(StandardCharsets.US_ASCII)).putInt(n).putInt(features.width());
    bytes.put(key(id)).position(HEADER);
    for (int answer : features.predicted()) {
      bytes.putInt(answer);
    }
    for (float[] row : features.rows().singles()) {
      for (float value : row) {
        bytes.putFloat(value);
      }
    }
    byte[] checksum = checksum(bytes.flip().position(HEADER));
    bytes.position(HEADER - HASH).put(checksum).rewind();
    Files.createDirectories(folder);
    AtomicFile.write(file(id), partial -> Files.write(partial, bytes.array()));
  }

  private Path file(String id) {
    return folder.resolve(Sha256.of(id.getBytes(StandardCharsets.UTF_8)).substring(0, NAME) + ".features");
  }

  private byte[] key(String id) {
    MessageDigest digest = Sha256.digest();
    digest.update(network);
    return digest.digest(id.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] checksum(ByteBuffer bytes) {
    MessageDigest digest = Sha256.digest();
    digest.update(bytes);
    return digest.digest();
  }
}
