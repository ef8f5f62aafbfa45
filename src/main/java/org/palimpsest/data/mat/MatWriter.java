package org.palimpsest.data.mat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.palimpsest.data.mat.MatFile.Cells;
import org.palimpsest.data.mat.MatFile.Numbers;
import org.palimpsest.data.mat.MatFile.Struct;
import org.palimpsest.data.mat.MatFile.Text;
import org.palimpsest.data.mat.MatFile.Value;

/** Writes MAT files of level 5, little-endian and not compressed: what {@link MatFile} reads, as rows. */
public final class MatWriter {

  private static final int NAME_LENGTH = 32;

  private MatWriter() {}

  /** @param description in the file's header, of which 116 characters are kept */
  public static byte[] write(String description, Map<String, Value> variables) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] header = new byte[128];
    Arrays.fill(header, 0, 116, (byte) ' ');
    byte[] text = ("MATLAB 5.0 MAT-file, " + description).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, header, 0, Math.min(116, text.length));
    header[125] = 1;
    header[126] = 'I';
    header[127] = 'M';
    out.writeBytes(header);
    variables.forEach((name, value) -> out.writeBytes(array(name, value)));
    return out.toByteArray();
  }

  private static byte[] array(String name, Value value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (value instanceof Numbers numbers) {
      head(out, name, 6, 1, numbers.values().length);
      ByteBuffer bytes = buffer(8 * numbers.values().length);
      Arrays.stream(numbers.values()).forEach(bytes::putDouble);
      element(out, 9, bytes.array());
    } else if (value instanceof Text text) {
      head(out, name, 4, text.value().isEmpty() ? 0 : 1, text.value().length());
      ByteBuffer bytes = buffer(2 * text.value().length());
      text.value().chars().forEach(c -> bytes.putShort((short) c));
      element(out, 4, bytes.array());
    } else if (value instanceof Cells cells) {
      head(out, name, 1, 1, cells.values().size());
      cells.values().forEach(cell -> out.writeBytes(array("", cell)));
    } else {
      Map<String, Value> fields = ((Struct) value).fields();
      head(out, name, 2, 1, 1);
      element(out, 5, ints(NAME_LENGTH));
      ByteBuffer names = buffer(NAME_LENGTH * fields.size());
      int at = 0;
      for (String field : List.copyOf(fields.keySet())) {
        names.position(NAME_LENGTH * at++);
        names.put(field.getBytes(StandardCharsets.US_ASCII));
      }
      element(out, 1, names.array());
      fields.values().forEach(field -> out.writeBytes(array("", field)));
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    element(whole, 14, out.toByteArray());
    return whole.toByteArray();
  }

  private static void head(ByteArrayOutputStream out, String name, int type, int rows, int columns) {
    element(out, 6, ints(type, 0));
    element(out, 5, ints(rows, columns));
    element(out, 1, name.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] ints(int... values) {
    ByteBuffer bytes = buffer(4 * values.length);
    Arrays.stream(values).forEach(bytes::putInt);
    return bytes.array();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void element(ByteArrayOutputStream out, int type, byte[] content) {
    out.writeBytes(ints(type, content.length));
    out.writeBytes(content);
    out.writeBytes(new byte[(8 - content.length % 8) % 8]);
  }
}
