package org.palimpsest.data.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.palimpsest.data.DataException;

/**
 * A file with room for the samples of N images, each with its checksum behind it. An image that was not written, or not
 * in full because a process was killed or the machine lost power, does not fit its checksum and counts as absent. The
 * operating system keeps in memory what of the file is in use. Safe for several threads, and for several processes that
 * write the same images.
 */
final class PixelStore {

  /** Above every CRC of 32 bits, so that no image's checksum is the zero of a place never written. */
  private static final long WRITTEN = 1L << 32;

  private final Path file;
  private final FileChannel channel;
  private final int volume;

  private PixelStore(Path file, FileChannel channel, int volume) {
    this.file = file;
    this.channel = channel;
    this.volume = volume;
  }

  /**
   * @param file made if it is not there
   * @param volume the number of samples of each image
   */
  static PixelStore open(Path file, int volume) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      return new PixelStore(file, channel, volume);
    } catch (IOException e) {
      throw new DataException("%s: cannot be written: %s".formatted(file, e), e);
    }
  }

  /** Reads an image; false if it is absent. */
  boolean read(int image, byte[] into) {
    ByteBuffer slot = ByteBuffer.allocate(volume + Long.BYTES);
    try {
      long at = place(image);
      while (slot.hasRemaining()) {
        int read = channel.read(slot, at + slot.position());
        if (read < 0) {
          return false;
        }
      }
    } catch (IOException e) {
      throw new DataException("%s: cannot be read: %s".formatted(file, e), e);
    }
    slot.flip().get(into, 0, volume);
    return slot.getLong() == checksum(into);
  }

  void write(int image, byte[] samples) {
    ByteBuffer slot = ByteBuffer.allocate(volume + Long.BYTES).put(samples).putLong(checksum(samples)).flip();
    try {
      long at = place(image);
      while (slot.hasRemaining()) {
        channel.write(slot, at + slot.position());
      }
    } catch (IOException e) {
      throw new DataException("%s: cannot be written: %s".formatted(file, e), e);
    }
  }

  private long place(int image) {
    return (long) image * (volume + Long.BYTES);
  }

  private static long checksum(byte[] samples) {
    CRC32C crc = new CRC32C();
    crc.update(samples, 0, samples.length);
    return WRITTEN | crc.getValue();
  }
}
