package org.palimpsest.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ejml.data.DMatrixRMaj;

/** Reference values: the folder in the system property {@code golden.dir}, or the copy among the test resources. */
public final class GoldenFiles {

  private static final Pattern HEADER =
      Pattern.compile("'descr': '([^']+)'.*'fortran_order': False.*'shape': \\(([^)]*)\\)");

  private GoldenFiles() {}

  public static Path root() {
    return Path.of(System.getProperty("golden.dir", "src/test/resources/golden"));
  }

  public static JsonNode json(String file) {
    try {
      return new ObjectMapper().readTree(root().resolve(file).toFile());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All values of an {@code .npy} file, row-major. */
  public static double[] array(String file) {
    ByteBuffer bytes = read(file);
    Matcher header = header(file, bytes);
    int itemSize = Character.digit(header.group(1).charAt(2), 10);
    double[] values = new double[bytes.remaining() / itemSize];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (header.group(1)) {
            case "<f8" -> bytes.getDouble();
            case "<f4" -> bytes.getFloat();
            case "<i4" -> bytes.getInt();
            case "<i8" -> bytes.getLong();
            case "|u1" -> bytes.get() & 0xff;
            default -> throw new IllegalStateException(file + ": unknown type " + header.group(1));
          };
    }
    return values;
  }

  public static float[] floats(String file) {
    double[] values = array(file);
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  public static int[] ints(String file) {
    return Arrays.stream(array(file)).mapToInt(v -> (int) v).toArray();
  }

  /** A two-dimensional array. */
  public static DMatrixRMaj matrix(String file) {
    String[] extents = header(file, read(file)).group(2).split(",\\s*");
    return new DMatrixRMaj(
        Integer.parseInt(extents[0].trim()), Integer.parseInt(extents[1].trim()), true, array(file));
  }

  private static ByteBuffer read(String file) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(root().resolve(file))).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads the header and leaves {@code bytes} at the first value. */
  private static Matcher header(String file, ByteBuffer bytes) {
    int length = bytes.position(8).getShort() & 0xffff;
    byte[] text = new byte[length];
    bytes.get(text);
    Matcher matcher = HEADER.matcher(new String(text, StandardCharsets.US_ASCII));
    if (!matcher.find()) {
      throw new IllegalStateException(file + ": not a row-major .npy file of version 1");
    }
    return matcher;
  }
}
