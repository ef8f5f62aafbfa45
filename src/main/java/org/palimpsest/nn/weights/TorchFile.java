package org.palimpsest.nn.weights;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.palimpsest.Require;
import org.palimpsest.data.pickle.Unpickler;
import org.palimpsest.nn.weights.TensorFile.Tensor;
import org.palimpsest.nn.weights.TensorFile.Type;

/**
 * What PyTorch's {@code save} writes of a state dictionary, by itself or under {@code model} or {@code state_dict} of a
 * checkpoint: a pickle that names storages, and their numbers, in a zip or one behind the other.
 */
final class TorchFile {

  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long PROTOCOL = 1001;
  private static final List<String> WRAPPERS = List.of("model", "state_dict");

  private TorchFile() {}

  /** A storage by its key; {@code count} numbers. */
  private record Storage(Type type, String key, long count) {}

  /** Where in a storage a tensor's numbers lie. */
  private record View(Storage storage, long offset, List<Integer> shape, List<Long> strides) {

    Tensor of(ByteBuffer numbers) {
      int length = shape.stream().reduce(1, Math::multiplyExact);
      float[] values = new float[length];
      int[] at = new int[shape.size()];
      long from = offset;
      for (int i = 0; i < length; i++) {
        values[i] = storage.type().at(numbers, (int) from);
        for (int axis = at.length - 1; axis >= 0; axis--) {
          from += strides.get(axis);
          if (++at[axis] < shape.get(axis)) {
            break;
          }
          from -= strides.get(axis) * shape.get(axis);
          at[axis] = 0;
        }
      }
      return new Tensor(shape, values);
    }
  }

  private static final class TorchGlobals implements Unpickler.Globals {

    private static final Map<String, Type> STORAGES =
        Map.of(
            "torch DoubleStorage", Type.F64, "torch FloatStorage", Type.F32, "torch HalfStorage", Type.F16,
            "torch BFloat16Storage", Type.BF16, "torch LongStorage", Type.I64, "torch IntStorage", Type.I32,
            "torch ShortStorage", Type.I16, "torch CharStorage", Type.I8, "torch ByteStorage", Type.U8,
            "torch BoolStorage", Type.BOOL);

    private static final List<String> CALLED =
        List.of(
            "collections OrderedDict", "torch._utils _rebuild_tensor", "torch._utils _rebuild_tensor_v2",
            "torch._utils _rebuild_parameter");

    @Override
    public boolean allows(String global) {
      return CALLED.contains(global) || STORAGES.containsKey(global);
    }

    @Override
    public Object call(String global, List<Object> arguments) {
      return switch (global) {
        case "collections OrderedDict" -> Unpickler.ordered(arguments);
        case "torch._utils _rebuild_parameter" -> {
          Require.that(!arguments.isEmpty(), "parameter", "a tensor", "nothing");
          yield arguments.get(0);
        }
        case "torch._utils _rebuild_tensor", "torch._utils _rebuild_tensor_v2" -> view(arguments);
        default -> throw new IllegalArgumentException("global '" + global + "': expected not to be called");
      };
    }

    private static View view(List<Object> arguments) {
      Require.that(
          arguments.size() >= 4 && arguments.get(0) instanceof Storage,
          "tensor", "storage, offset, shape and strides", arguments.size() + " arguments");
      Storage storage = (Storage) arguments.get(0);
      long offset = Unpickler.whole(arguments.get(1));
      List<Integer> shape = new ArrayList<>();
      List<Long> strides = new ArrayList<>();
      long last = offset;
      long length = 1;
      List<Object> extents = Unpickler.items(arguments.get(2));
      List<Object> steps = Unpickler.items(arguments.get(3));
      Require.that(extents.size() == steps.size(), "strides", extents.size() + ", one per axis", steps.size());
      for (int axis = 0; axis < extents.size(); axis++) {
        long extent = Unpickler.whole(extents.get(axis));
        long stride = Unpickler.whole(steps.get(axis));
        Require.that(extent >= 0 && extent <= storage.count(), "shape", "0.." + storage.count(), extent);
        Require.that(stride >= 0 && stride <= storage.count(), "strides", "0.." + storage.count(), stride);
        shape.add((int) extent);
        strides.add(stride);
        length *= extent;
        Require.that(length <= storage.count(), "shape", "at most the storage's " + storage.count(), length);
        last += (extent - 1) * stride;
      }
      boolean inside = offset >= 0 && offset <= storage.count() && (length == 0 || last < storage.count());
      Require.that(inside, "tensor", "inside of its storage of " + storage.count(), offset + " to " + last);
      return new View(storage, offset, shape, strides);
    }

    /** Of a dictionary that is its {@code _metadata}, which says nothing of numbers. */
    @Override
    public void build(Object made, Object state) {
      Require.that(made instanceof Map, "state", "a dictionary's", "another's");
    }

    @Override
    public Object persistent(Object id) {
      List<Object> parts = Unpickler.items(id);
      boolean storage =
          (parts.size() == 5 || parts.size() == 6)
              && "storage".equals(parts.get(0))
              && parts.get(1) instanceof Unpickler.Global
              && parts.get(2) instanceof String;
      Require.that(storage, "persistent id", "storage, type, key, device and count", parts.size() + " parts");
      Require.that(parts.size() == 5 || parts.get(5) == null, "storage", "whole", "a part of another");
      Type type = STORAGES.get(((Unpickler.Global) parts.get(1)).name());
      Require.that(type != null, "storage", "one of " + STORAGES.keySet(), parts.get(1));
      long count = Unpickler.whole(parts.get(4));
      Require.that(
          count >= 0 && count * type.bytes() <= Integer.MAX_VALUE, "storage", "0 to 2 GiB", count + " numbers");
      return new Storage(type, (String) parts.get(2), count);
    }
  }

  /** Finds a storage's numbers. */
  private interface Numbers {
    ByteBuffer of(Storage storage) throws IOException;
  }

  static Map<String, Tensor> zipped(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<String> pickles =
          zip.stream().map(ZipEntry::getName).filter(name -> name.matches("[^/]*/data\\.pkl")).toList();
      Require.that(pickles.size() == 1, "zip", "one folder with data.pkl, as PyTorch writes it", pickles);
      String root = pickles.get(0).substring(0, pickles.get(0).length() - "data.pkl".length());
      ZipEntry order = zip.getEntry(root + "byteorder");
      Require.that(
          order == null || new String(entry(zip, order)).strip().equals("little"), "byteorder", "little", "another");
      ByteBuffer pickle = ByteBuffer.wrap(entry(zip, zip.getEntry(pickles.get(0))));
      Object saved = new Unpickler(file.toString(), pickle, new TorchGlobals()).read();
      return tensors(
          saved,
          storage -> {
            ZipEntry entry = zip.getEntry(root + "data/" + storage.key());
            Require.that(entry != null, "zip", "an entry data/" + storage.key(), "none");
            byte[] bytes = entry(zip, entry);
            Require.that(
                bytes.length == storage.count() * storage.type().bytes(),
                "data/" + storage.key(), storage.count() * storage.type().bytes() + " bytes", bytes.length);
            return ByteBuffer.wrap(bytes);
          });
    } catch (ZipException e) {
      throw new IllegalArgumentException("expected a whole zip, was damaged or cut off: " + e.getMessage(), e);
    }
  }

  /** Entries are not compressed, so that none is larger than the file. */
  private static byte[] entry(ZipFile zip, ZipEntry entry) throws IOException {
    Require.that(entry.getMethod() == ZipEntry.STORED, entry.getName(), "not compressed", "compressed");
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readAllBytes();
      CRC32 checksum = new CRC32();
      checksum.update(bytes);
      Require.that(
          checksum.getValue() == entry.getCrc(), entry.getName(), "the content it was written with", "another");
      return bytes;
    }
  }

  static Map<String, Tensor> legacy(String file, ByteBuffer content) throws IOException {
    Unpickler unpickler = new Unpickler(file, content, new TorchGlobals());
    Object magic = unpickler.read();
    Require.that(MAGIC.equals(magic), "file", "PyTorch's magic number", "another");
    Object protocol = unpickler.read();
    Require.that(Long.valueOf(PROTOCOL).equals(protocol), "protocol", "" + PROTOCOL, "another");
    Object system = unpickler.read();
    boolean little = Boolean.TRUE.equals(Unpickler.map(system).get("little_endian"));
    Require.that(little, "little_endian", "True", "another");
    Object saved = unpickler.read();
    List<Object> keys = Unpickler.items(unpickler.read());
    Map<String, Storage> known = new HashMap<>();
    views(saved).values().forEach(view -> known.put(view.storage().key(), view.storage()));
    Map<String, ByteBuffer> numbers = new HashMap<>();
    content.order(ByteOrder.LITTLE_ENDIAN);
    for (Object key : keys) {
      Storage storage = key instanceof String ? known.get(key) : null;
      Require.that(storage != null, "storage", "one that a tensor uses", "another");
      Require.that(content.remaining() >= Long.BYTES, "storage " + key, "a count", "the end of the file");
      long count = content.getLong();
      Require.that(count == storage.count(), "storage " + key, storage.count() + " numbers", count);
      long bytes = count * storage.type().bytes();
      Require.that(bytes <= content.remaining(), "storage " + key, bytes + " bytes", content.remaining());
      numbers.put(storage.key(), content.slice(content.position(), (int) bytes));
      content.position(content.position() + (int) bytes);
    }
    Require.that(!content.hasRemaining(), "file", "an end behind the last storage", content.remaining() + " bytes");
    return tensors(
        saved,
        storage -> {
          ByteBuffer found = numbers.get(storage.key());
          Require.that(found != null, "storage " + storage.key(), "its numbers", "none");
          boolean whole = found.limit() == storage.count() * storage.type().bytes();
          Require.that(whole, "storage " + storage.key(), "the same everywhere", "of two sizes");
          return found;
        });
  }

  private static Map<String, Tensor> tensors(Object saved, Numbers numbers) throws IOException {
    Map<Storage, ByteBuffer> read = new HashMap<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Map.Entry<String, View> entry : views(saved).entrySet()) {
      Storage storage = entry.getValue().storage();
      if (!read.containsKey(storage)) {
        read.put(storage, numbers.of(storage).order(ByteOrder.LITTLE_ENDIAN));
      }
      tensors.put(entry.getKey(), entry.getValue().of(read.get(storage)));
    }
    return tensors;
  }

  private static Map<String, View> views(Object saved) {
    Map<Object, Object> entries = Unpickler.map(saved);
    for (String wrapper : WRAPPERS) {
      if (entries.get(wrapper) instanceof Map) {
        entries = Unpickler.map(entries.get(wrapper));
      }
    }
    Map<String, View> views = new LinkedHashMap<>();
    for (Map.Entry<Object, Object> entry : entries.entrySet()) {
      boolean tensor = entry.getKey() instanceof String && entry.getValue() instanceof View;
      Require.that(tensor, "state dictionary", "tensors by name", "something else under one of its keys");
      views.put((String) entry.getKey(), (View) entry.getValue());
    }
    return views;
  }
}
