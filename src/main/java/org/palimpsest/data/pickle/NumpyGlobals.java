package org.palimpsest.data.pickle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.palimpsest.Require;
import org.palimpsest.data.pickle.Unpickler.Bytes;

/** NumPy's arrays, scalars and dtypes in a pickle, and ordered dictionaries. An array becomes a {@link NumpyArray}. */
public final class NumpyGlobals implements Unpickler.Globals {

  /** An array: its extents, and its values in C order as Unpickler has them. */
  public static final class NumpyArray {
    private List<Integer> shape = List.of();
    private List<Object> values = List.of();

    private NumpyArray() {}

    /** Empty for a single value. */
    public List<Integer> shape() {
      return shape;
    }

    public List<Object> values() {
      return values;
    }
  }

  private static final class Dtype {
    private final char kind;
    private final int size;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    /** @param code such as {@code f8}, {@code U12}, {@code O8} */
    private Dtype(Object code) {
      Matcher matcher = CODE.matcher(String.valueOf(code));
      Require.that(matcher.matches(), "dtype", "such as f8, i4, U12, S8 or O8", code);
      kind = matcher.group(1).charAt(0);
      size = Integer.parseInt(matcher.group(2)) * (kind == 'U' ? Integer.BYTES : 1);
    }
  }

  private static final Pattern CODE = Pattern.compile("([biufUSO])(\\d{1,6})");

  private static final Set<String> NAMES =
      Set.of(
          "collections OrderedDict", "_codecs encode", "numpy ndarray", "numpy dtype",
          "numpy.core.multiarray _reconstruct", "numpy.core.multiarray scalar");

  private static String old(String global) {
    return global.replaceFirst("^numpy\\._core\\.", "numpy.core.");
  }

  @Override
  public boolean allows(String global) {
    return NAMES.contains(old(global));
  }

  @Override
  public Object call(String global, List<Object> arguments) {
    return switch (old(global)) {
      case "collections OrderedDict" -> Unpickler.ordered(arguments);
      case "_codecs encode" -> {
        Require.that(arguments.size() == 2, "encode", "a text and latin1", arguments.size() + " arguments");
        Require.that("latin1".equals(arguments.get(1)), "encode", "latin1", "another encoding");
        yield new Bytes(raw(arguments.get(0)));
      }
      case "numpy dtype" -> {
        Require.that(!arguments.isEmpty() && arguments.get(0) instanceof String, "dtype", "a code", "none");
        yield new Dtype(arguments.get(0));
      }
      case "numpy.core.multiarray scalar" -> {
        Require.that(arguments.size() == 2, "scalar", "a dtype and bytes", arguments.size() + " arguments");
        yield values(dtype(arguments.get(0)), raw(arguments.get(1)), 1).get(0);
      }
      case "numpy.core.multiarray _reconstruct" -> new NumpyArray();
      default -> throw new IllegalArgumentException("global '" + global + "': expected not to be called");
    };
  }

  @Override
  public void build(Object made, Object state) {
    if (made instanceof Dtype dtype) {
      List<Object> parts = Unpickler.items(state);
      Require.that(parts.size() >= 2, "dtype", "a version and a byte order", parts.size() + " values");
      dtype.order = ">".equals(parts.get(1)) ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    } else if (made instanceof NumpyArray array) {
      List<Object> parts = Unpickler.items(state);
      Require.that(parts.size() == 5, "array", "version, shape, dtype, order and data", parts.size() + " values");
      List<Integer> shape = new ArrayList<>();
      int count = 1;
      for (Object extent : Unpickler.items(parts.get(1))) {
        long size = Unpickler.whole(extent);
        Require.that(size >= 0 && size * count <= Integer.MAX_VALUE, "shape", "at most 2^31 - 1 values", size);
        shape.add((int) size);
        count *= (int) size;
      }
      boolean rows = Boolean.FALSE.equals(parts.get(3)) || shape.size() <= 1;
      Require.that(rows, "array", "in C order", "in Fortran's");
      array.shape = List.copyOf(shape);
      array.values = contents(dtype(parts.get(2)), parts.get(4), count);
    } else {
      Require.that(made instanceof LinkedHashMap, "state", "one of an array, a dtype or a dictionary", "another's");
    }
  }

  private static Dtype dtype(Object value) {
    Require.that(value instanceof Dtype, "value", "a dtype", "none");
    return (Dtype) value;
  }

  private static ByteBuffer raw(Object value) {
    if (value instanceof Bytes bytes) {
      return bytes.content();
    }
    Require.that(value instanceof String, "data", "bytes or text", "neither");
    String text = (String) value;
    Require.that(text.chars().allMatch(c -> c < 256), "data", "characters of Latin-1", "others");
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static List<Object> contents(Dtype dtype, Object data, int count) {
    if (dtype.kind != 'O') {
      return values(dtype, raw(data), count);
    }
    List<Object> objects = Unpickler.items(data);
    Require.that(objects.size() == count, "array", count + " objects, as its shape has", objects.size());
    return objects;
  }

  private static List<Object> values(Dtype dtype, ByteBuffer data, int count) {
    ByteBuffer in = data.duplicate().order(dtype.order);
    boolean whole = (long) dtype.size * count == in.remaining() && (dtype.size > 0 || count == 0);
    Require.that(whole, "array", count + " values of " + dtype.size + " bytes", in.remaining() + " bytes");
    List<Object> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(value(dtype, in.slice(i * dtype.size, dtype.size).order(dtype.order)));
    }
    return values;
  }

  private static Object value(Dtype dtype, ByteBuffer at) {
    return switch (dtype.kind + "" + dtype.size) {
      case "b1" -> at.get() != 0;
      case "i1" -> (long) at.get();
      case "i2" -> (long) at.getShort();
      case "i4" -> (long) at.getInt();
      case "i8" -> at.getLong();
      case "u1" -> at.get() & 0xffL;
      case "u2" -> at.getShort() & 0xffffL;
      case "u4" -> at.getInt() & 0xffffffffL;
      case "u8" -> unsigned(at.getLong());
      case "f4" -> (double) at.getFloat();
      case "f8" -> at.getDouble();
      default -> string(dtype, at);
    };
  }

  private static long unsigned(long bits) {
    Require.that(bits >= 0, "value", "below 2^63", Long.toUnsignedString(bits));
    return bits;
  }

  /** Text without the zeros that fill it up. */
  private static Object string(Dtype dtype, ByteBuffer at) {
    if (dtype.kind == 'S') {
      return StandardCharsets.ISO_8859_1.decode(at).toString().replaceFirst("\0+$", "");
    }
    Require.that(dtype.kind == 'U', "dtype", "b1, i1..8, u1..8, f4, f8, U, S or O", dtype.kind + "" + dtype.size);
    StringBuilder text = new StringBuilder();
    while (at.hasRemaining()) {
      int point = at.getInt();
      Require.that(Character.isValidCodePoint(point), "text", "characters of Unicode", point);
      text.appendCodePoint(point);
    }
    return text.toString().replaceFirst("\0+$", "");
  }
}
