package org.palimpsest.nn.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palimpsest.Require;
import org.palimpsest.data.DataException;
import org.palimpsest.random.Sha256;

/**
 * Tensors by name, as a file holds them: safetensors, or what PyTorch saves (zip, or the older form), told by its
 * content.
 *
 * @param sha256 of the whole file
 * @param tensors in the file's order
 */
public record TensorFile(Path file, String sha256, Map<String, Tensor> tensors) {

  /**
   * One of them.
   *
   * @param shape extents; none for a single number
   * @param values row-major, other types of numbers converted
   */
  public record Tensor(List<Integer> shape, float[] values) {
    public Tensor {
      shape = List.copyOf(shape);
      long length = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
      Require.that(length == values.length, "values", "as many as " + shape + " has", values.length);
    }
  }

  /** How numbers are written, all little-endian. */
  enum Type {
    F64(8),
    F32(4),
    F16(2),
    BF16(2),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U8(1),
    BOOL(1);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    int bytes() {
      return bytes;
    }

    /** The number at a place, counted in numbers. */
    float at(ByteBuffer littleEndian, int index) {
      int at = index * bytes;
      return switch (this) {
        case F64 -> (float) littleEndian.getDouble(at);
        case F32 -> littleEndian.getFloat(at);
        case F16 -> half(littleEndian.getShort(at));
        case BF16 -> Float.intBitsToFloat(littleEndian.getShort(at) << 16);
        case I64 -> littleEndian.getLong(at);
        case I32 -> littleEndian.getInt(at);
        case I16 -> littleEndian.getShort(at);
        case I8 -> littleEndian.get(at);
        case U8, BOOL -> littleEndian.get(at) & 0xff;
      };
    }

    /** IEEE 754 binary16. */
    private static float half(short bits) {
      int exponent = bits >> 10 & 0x1f;
      int fraction = bits & 0x3ff;
      double size =
          exponent == 0x1f
              ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
              : exponent == 0
                  ? fraction * 0x1p-24
                  : Math.scalb(1 + fraction * 0x1p-10, exponent - 15);
      return (float) (bits < 0 ? -size : size);
    }
  }

  /** Larger files are no network's that is known here, and more than one array of Java holds. */
  private static final long MAX_BYTES = 1L << 30;

  private static final int MAGIC_BYTES = 9;

  /** Torchvision's files end with the beginning of their own SHA-256. */
  private static final Pattern NAMED = Pattern.compile(".*-([0-9a-f]{8})\\.(pth|pt|safetensors)");

  public TensorFile {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /**
   * @throws DataException if the file is missing, damaged, of another format, not what its name says it is, or asks for
   *     anything but tensors to be made; names the file
   */
  public static TensorFile read(Path file) {
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > MAX_BYTES) {
        throw new DataException("%s: expected at most %,d bytes, was %,d".formatted(file, MAX_BYTES, channel.size()));
      }
      return of(file, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new DataException(
          Files.exists(file) ? "%s: cannot be read: %s".formatted(file, e) : file + ": there is no such file", e);
    }
  }

  /**
   * The same with all bytes of the file at hand.
   *
   * @throws IOException if a zip, of which entries are read by themselves, cannot be read
   */
  static TensorFile of(Path file, byte[] bytes) throws IOException {
    try {
      ByteBuffer content = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      String sha256 = Sha256.of(bytes);
      requireNamed(file, sha256);
      return new TensorFile(file, sha256, tensors(file, content));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new DataException("%s: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static Map<String, Tensor> tensors(Path file, ByteBuffer content) throws IOException {
    long magic = content.limit() >= MAGIC_BYTES ? content.getInt(0) & 0xffffffffL : 0;
    if (magic == 0x04034b50L) {
      return TorchFile.zipped(file);
    } else if (magic == 0x0a8a0280L) {
      return TorchFile.legacy(file.toString(), content);
    } else if (content.limit() >= MAGIC_BYTES && content.get(8) == '{') {
      return SafeTensors.read(content);
    }
    boolean html = content.limit() > 0 && content.get(0) == '<';
    throw new DataException(
        "%s: expected a .safetensors or .pth file, was %s"
            .formatted(
                file,
                content.limit() == 0
                    ? "empty"
                    : html ? "HTML, as a failed download leaves" : "neither by its content"));
  }

  private static void requireNamed(Path file, String sha256) {
    Matcher named = NAMED.matcher(file.getFileName().toString().toLowerCase(Locale.ROOT));
    if (named.matches() && !sha256.startsWith(named.group(1))) {
      throw new DataException(
          "%s: expected a SHA-256 that begins with %s, as the name says, was %s (a damaged download?)"
              .formatted(file, named.group(1), sha256));
    }
  }
}
