package org.palimpsest.nn.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.palimpsest.AtomicFile;
import org.palimpsest.Require;
import org.palimpsest.nn.weights.TensorFile.Tensor;
import org.palimpsest.nn.weights.TensorFile.Type;

/**
 * The format safetensors: the length of a header in eight bytes, little-endian; the header, JSON that gives each tensor
 * its type, shape and place; the numbers, without holes.
 */
public final class SafeTensors {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final String METADATA = "__metadata__";
  private static final long MAX_HEADER = 100_000_000;

  private SafeTensors() {}

  private record Placed(String name, Type type, List<Integer> shape, long begin, long end) {}

  static Map<String, Tensor> read(ByteBuffer file) throws IOException {
    long length = file.getLong(0);
    long most = Math.min(MAX_HEADER, file.limit() - Long.BYTES);
    Require.that(length >= 2 && length <= most, "header", "2 to " + most + " bytes", Long.toUnsignedString(length));
    JsonNode header;
    try {
      ByteBuffer text = file.slice(Long.BYTES, (int) length);
      header = JSON.readTree(StandardCharsets.UTF_8.newDecoder().decode(text).toString());
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("header: expected UTF-8, was damaged", e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("header: expected JSON, was damaged: " + e.getOriginalMessage(), e);
    }
    Require.that(header.isObject(), "header", "an object", "something else");
    List<Placed> placed = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : header.properties()) {
      if (!entry.getKey().equals(METADATA)) {
        placed.add(placed(entry.getKey(), entry.getValue()));
      }
    }
    int start = Long.BYTES + (int) length;
    requireTiles(placed, file.limit() - start);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Placed tensor : placed) {
      int from = start + (int) tensor.begin();
      ByteBuffer numbers = file.slice(from, (int) (tensor.end() - tensor.begin())).order(ByteOrder.LITTLE_ENDIAN);
      float[] values = new float[numbers.limit() / tensor.type().bytes()];
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.type().at(numbers, i);
      }
      tensors.put(tensor.name(), new Tensor(tensor.shape(), values));
    }
    return tensors;
  }

  private static Placed placed(String name, JsonNode node) {
    String type = node.path("dtype").asText();
    boolean known = Arrays.stream(Type.values()).anyMatch(value -> value.name().equals(type));
    Require.that(known, printable(name), "a dtype of " + Arrays.toString(Type.values()), "'" + printable(type) + "'");
    List<Integer> shape = new ArrayList<>();
    long count = 1;
    JsonNode extents = node.path("shape");
    Require.that(extents.isArray(), printable(name), "a shape", "none");
    for (JsonNode extent : extents) {
      boolean fits = extent.isIntegralNumber() && extent.canConvertToInt() && extent.intValue() >= 0;
      Require.that(fits, printable(name), "a shape of whole numbers", printable(extent.toString()));
      shape.add(extent.intValue());
      count = Math.multiplyExact(count, (long) extent.intValue());
    }
    JsonNode offsets = node.path("data_offsets");
    boolean two = offsets.size() == 2 && offsets.get(0).isIntegralNumber() && offsets.get(1).canConvertToLong();
    Require.that(two && offsets.get(1).isIntegralNumber(), printable(name), "two data_offsets", "others");
    long begin = offsets.get(0).longValue();
    long end = offsets.get(1).longValue();
    long bytes = Math.multiplyExact(count, (long) Type.valueOf(type).bytes());
    boolean whole = begin >= 0 && end >= begin && end - begin == bytes;
    Require.that(whole, printable(name), bytes + " bytes, as its shape has", begin + " to " + end);
    return new Placed(name, Type.valueOf(type), shape, begin, end);
  }

  private static String printable(String text) {
    String shown = text.replaceAll("[^\\x20-\\x7e]", "?");
    return shown.length() > 80 ? shown.substring(0, 80) + "..." : shown;
  }

  private static void requireTiles(List<Placed> placed, long bytes) {
    long at = 0;
    for (Placed tensor : placed.stream().sorted(Comparator.comparingLong(Placed::begin)).toList()) {
      Require.that(tensor.begin() == at, printable(tensor.name()), "to begin at " + at, tensor.begin());
      at = tensor.end();
    }
    Require.that(at == bytes, "data", at + " bytes, as the header has", bytes);
  }

  /**
   * Writes tensors as 32-bit numbers, ordered by name.
   *
   * @param metadata texts by name
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    ObjectNode texts = header.putObject(METADATA);
    new TreeMap<>(metadata).forEach(texts::put);
    Map<String, Tensor> ordered = new TreeMap<>(tensors);
    long at = 0;
    for (Map.Entry<String, Tensor> entry : ordered.entrySet()) {
      long end = at + (long) Float.BYTES * entry.getValue().values().length;
      ObjectNode node = header.putObject(entry.getKey()).put("dtype", Type.F32.name());
      entry.getValue().shape().forEach(node.putArray("shape")::add);
      node.putArray("data_offsets").add(at).add(end);
      at = end;
    }
    byte[] text = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    AtomicFile.write(
        file,
        partial -> {
          try (OutputStream out = Files.newOutputStream(partial)) {
            out.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(padded.length).array());
            out.write(padded);
            for (Tensor tensor : ordered.values()) {
              ByteBuffer numbers =
                  ByteBuffer.allocate(Float.BYTES * tensor.values().length).order(ByteOrder.LITTLE_ENDIAN);
              numbers.asFloatBuffer().put(tensor.values());
              out.write(numbers.array());
            }
          }
        });
  }
}
