package org.palimpsest.data.features;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.palimpsest.Nearest;
import org.palimpsest.data.DataException;

/** An {@code .npz} file, as {@code np.savez} writes it: arrays by name. Each is unpacked to a temporary file. */
final class NpzArrays implements AutoCloseable {

  /** The array that is meant where there are several and none is named. */
  private static final String USUAL = "features";

  private static final String ENDING = ".npy";

  private final Path file;
  private final ZipFile zip;

  NpzArrays(Path file) throws IOException {
    this.file = file;
    try {
      this.zip = new ZipFile(file.toFile());
    } catch (ZipException e) {
      throw new DataException(
          "%s: expected an .npz file, as np.savez writes it, was none (%s)".formatted(file, e.getMessage()), e);
    }
  }

  private List<String> names() {
    return zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.endsWith(ENDING))
        .map(name -> name.substring(0, name.length() - ENDING.length()))
        .filter(name -> name.chars().noneMatch(Character::isISOControl))
        .toList();
  }

  /**
   * The matrix of features.
   *
   * @param array its name; empty for the only array, or the one called {@code features}
   * @param id the array that names the rows, which is no feature
   */
  NpyMatrix features(Optional<String> array, Optional<String> id) throws IOException {
    List<String> names = names().stream().filter(name -> id.filter(name::equals).isEmpty()).toList();
    String wanted = array.orElse(names.size() == 1 ? names.get(0) : USUAL);
    if (!names.contains(wanted)) {
      throw new DataException(
          "%s: expected an array '%s', was %s; name one with %s:ARRAY"
              .formatted(file, wanted, names.isEmpty() ? "no array" : String.join(", ", names), file));
    }
    return NpyMatrix.open(unpacked(wanted), file + ":" + wanted);
  }

  private Path unpacked(String name) throws IOException {
    Path copy = Files.createTempFile("palimpsest-array-", ENDING);
    copy.toFile().deleteOnExit();
    try (InputStream in = zip.getInputStream(zip.getEntry(name + ENDING))) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new DataException("%s:%s: cannot be unpacked: %s; save it again".formatted(file, name, e.getMessage()), e);
    }
    return copy;
  }

  /** An array of texts or whole numbers, one a row. */
  List<String> ids(String name) throws IOException {
    if (!names().contains(name)) {
      throw new DataException(
          "%s: expected an array '%s' with each row's id, was none%s; np.savez(FILE, features=x, %s=ids)"
              .formatted(file, name, Nearest.hint(name, names()), name));
    }
    Path copy = unpacked(name);
    String called = file + ":" + name;
    try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.READ)) {
      NpyHeader header = NpyHeader.read(channel, called);
      boolean column = header.shape().size() == 1 || header.shape().size() == 2 && header.shape().get(1) == 1;
      if (!column || !header.type().matches("<U[0-9]{1,4}|\\|S[0-9]{1,4}|<i[48]|<u[48]")) {
        throw new DataException(
            "%s: expected an id for each row, texts or whole numbers, was %s of shape %s"
                .formatted(called, header.type(), header.shown()));
      }
      int length = Integer.parseInt(header.type().substring(2)) * (header.type().charAt(1) == 'U' ? 4 : 1);
      byte[] all = Files.readAllBytes(copy);
      long size = header.shape().get(0);
      if (length == 0 || all.length != header.offset() + size * length) {
        throw new DataException("%s: expected %d ids of %d bytes, was cut off".formatted(called, size, length));
      }
      List<String> ids = new ArrayList<>();
      for (int at = header.offset(); at < all.length; at += length) {
        ids.add(id(header.type(), ByteBuffer.wrap(all, at, length).order(ByteOrder.LITTLE_ENDIAN)));
      }
      return ids;
    }
  }

  private static String id(String type, ByteBuffer bytes) {
    switch (type.charAt(1)) {
      case 'S' -> {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString().replaceAll("\0+$", "");
      }
      case 'U' -> {
        StringBuilder text = new StringBuilder();
        while (bytes.hasRemaining()) {
          int point = bytes.getInt();
          text.append(Character.isValidCodePoint(point) ? Character.toString(point) : "\uFFFD");
        }
        return text.toString().replaceAll("\0+$", "");
      }
      default -> {
        boolean signed = type.charAt(1) == 'i';
        if (bytes.remaining() == Integer.BYTES) {
          int value = bytes.getInt();
          return signed ? Integer.toString(value) : Integer.toUnsignedString(value);
        }
        long value = bytes.getLong();
        return signed ? Long.toString(value) : Long.toUnsignedString(value);
      }
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
