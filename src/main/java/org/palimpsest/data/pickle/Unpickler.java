package org.palimpsest.data.pickle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palimpsest.Require;
import org.palimpsest.data.DataException;

/**
 * A pickle of Python, protocols 0 to 5, read into plain Java values by a stack machine that constructs nothing by name.
 *
 * <p>None becomes null; True and False a Boolean; a number a Long, a BigInteger where 64 bits are too few, or a Double;
 * text a String, that of Python 2 as Latin-1; bytes {@link Bytes}; a list an ArrayList, a tuple {@link Tuple}, a
 * dictionary a LinkedHashMap. A global is a {@link Global}, and what calling one makes is said by {@link Globals}:
 * names that are not among theirs, and opcodes that construct classes, are refused.
 *
 * <p>Source: the module pickletools of Python 3.
 */
public final class Unpickler {

  /** Bytes of Python, equal where their content is. */
  public record Bytes(ByteBuffer content) {
    public Bytes {
      content = content.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The content as UTF-8 text. */
    public String text() {
      return StandardCharsets.UTF_8.decode(content.duplicate()).toString();
    }
  }

  /** A tuple, equal to none but itself. */
  public static final class Tuple {
    private final List<Object> items;

    private Tuple(List<Object> items) {
      this.items = items;
    }

    /** May hold nulls. */
    public List<Object> items() {
      return items;
    }
  }

  /** A module's name, a blank, a name in it, such as {@code torch FloatStorage}. */
  public record Global(String name) {}

  /** What the globals of a pickle mean. Their refusals are IllegalArgumentExceptions, and get the place in the file. */
  public interface Globals {

    /** True if a pickle may mention the global. */
    boolean allows(String global);

    /** What calling the global with arguments makes. */
    Object call(String global, List<Object> arguments);

    /** Completes, by a state, what {@link #call} or an opcode has made. */
    void build(Object made, Object state);

    /** What stands outside of the pickle under an id. */
    default Object persistent(Object id) {
      throw new IllegalArgumentException("expected no persistent id");
    }
  }

  private static final int HIGHEST_PROTOCOL = 5;

  private final String source;
  private final PickleInput in;
  private final Globals globals;
  private List<Object> stack = new ArrayList<>();
  private final Deque<List<Object>> below = new ArrayDeque<>();
  private final Map<Long, Object> memo = new HashMap<>();

  /**
   * @param source the file's name, for refusals
   * @param in read from its position to the end of the pickle, where its position then is
   */
  public Unpickler(String source, ByteBuffer in, Globals globals) {
    this.source = source;
    this.in = new PickleInput(in);
    this.globals = globals;
  }

  /**
   * The value of the next pickle.
   *
   * @throws DataException if it is damaged, or asks for what is not allowed; names the file, the byte and the reason
   */
  public Object read() {
    stack = new ArrayList<>();
    below.clear();
    memo.clear();
    while (true) {
      int at = in.position();
      try {
        int opcode = in.u1();
        if (opcode == '.') {
          return pop();
        }
        execute(opcode);
      } catch (IllegalArgumentException e) {
        String reason = e.getMessage().replaceAll("\\p{Cntrl}|\\u0085|\\u2028|\\u2029", "?");
        throw new DataException("%s: byte %d of a pickle: %s".formatted(source, at, reason), e);
      }
    }
  }

  private void execute(int opcode) {
    switch (opcode) {
      case 0x80 -> {
        int protocol = in.u1();
        require(protocol <= HIGHEST_PROTOCOL, "protocol", "at most " + HIGHEST_PROTOCOL, protocol);
      }
      case 0x95 -> in.bytes(8);
      case '(' -> mark();
      case '0' -> drop();
      case '1' -> toMark();
      case '2' -> push(top());
      case 'N' -> push(null);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'I', 'L', 'F', 'J', 'K', 'M', 'G', 0x8a, 0x8b -> push(in.number(opcode));
      case 'S', 'V', 'T', 'U', 'X', 0x8c, 0x8d -> push(in.text(opcode));
      case 'B' -> push(new Bytes(in.bytes(in.u4())));
      case 'C' -> push(new Bytes(in.bytes(in.u1())));
      case 0x8e, 0x96 -> push(new Bytes(in.bytes(in.i8())));
      case ')' -> push(new Tuple(List.of()));
      case 0x85, 0x86, 0x87 -> push(tuple(opcode - 0x84));
      case 't' -> push(new Tuple(toMark()));
      case ']' -> push(new ArrayList<>());
      case 'l' -> push(toMark());
      case 'a' -> append(listOf(pop()));
      case 'e' -> append(toMark());
      case '}' -> push(new LinkedHashMap<>());
      case 'd' -> {
        List<Object> items = toMark();
        push(new LinkedHashMap<>());
        put(items);
      }
      case 's' -> put(tuple(2).items());
      case 'u' -> put(toMark());
      case 'p' -> memo.put(PickleInput.decimal(in.line()).longValue(), top());
      case 'q' -> memo.put((long) in.u1(), top());
      case 'r' -> memo.put(in.u4(), top());
      case 0x94 -> memo.put((long) memo.size(), top());
      case 'g' -> push(remembered(PickleInput.decimal(in.line()).longValue()));
      case 'h' -> push(remembered(in.u1()));
      case 'j' -> push(remembered(in.u4()));
      case 'c' -> push(global(in.line(), in.line()));
      case 0x93 -> {
        Tuple names = tuple(2);
        push(global(names.items().get(0), names.items().get(1)));
      }
      case 'P' -> push(globals.persistent(in.line()));
      case 'Q' -> push(globals.persistent(pop()));
      case 'R' -> {
        List<Object> arguments = items(pop());
        Object called = pop();
        require(called instanceof Global, "what is called", "a global", kind(called));
        push(globals.call(((Global) called).name(), arguments));
      }
      case 'b' -> {
        Object state = pop();
        globals.build(top(), state);
      }
      default ->
          throw new IllegalArgumentException("opcode 0x%02x (%s) is not allowed".formatted(opcode, name(opcode)));
    }
  }

  private static String name(int opcode) {
    return switch (opcode) {
      case 'i' -> "INST";
      case 'o' -> "OBJ";
      case 0x81 -> "NEWOBJ";
      case 0x92 -> "NEWOBJ_EX";
      case 0x82, 0x83, 0x84 -> "EXT";
      case 0x8f, 0x90, 0x91 -> "a set";
      case 0x97, 0x98 -> "a buffer out of band";
      default -> "of no pickle";
    };
  }

  private static List<Object> listOf(Object item) {
    List<Object> list = new ArrayList<>();
    list.add(item);
    return list;
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object top() {
    require(!stack.isEmpty(), "the stack", "a value", "nothing");
    return stack.get(stack.size() - 1);
  }

  private Object pop() {
    Object top = top();
    stack.remove(stack.size() - 1);
    return top;
  }

  private void mark() {
    below.push(stack);
    stack = new ArrayList<>();
  }

  /** Drops the topmost value, or the mark if there is none above it. */
  private void drop() {
    if (stack.isEmpty()) {
      toMark();
    } else {
      pop();
    }
  }

  /** What stands above the topmost mark, which goes. */
  private List<Object> toMark() {
    require(!below.isEmpty(), "the stack", "a mark", "none");
    List<Object> items = stack;
    stack = below.pop();
    return items;
  }

  private Tuple tuple(int size) {
    require(stack.size() >= size, "the stack", size + " values", stack.size());
    List<Object> top = stack.subList(stack.size() - size, stack.size());
    Tuple tuple = new Tuple(new ArrayList<>(top));
    top.clear();
    return tuple;
  }

  @SuppressWarnings("unchecked")
  private void append(List<Object> items) {
    Object list = top();
    require(list instanceof List, "what is appended to", "a list", kind(list));
    ((List<Object>) list).addAll(items);
  }

  private void put(List<Object> items) {
    require(items.size() % 2 == 0, "keys and values", "as many of both", items.size());
    Map<Object, Object> map = map(top());
    for (int i = 0; i < items.size(); i += 2) {
      Object key = items.get(i);
      boolean plain = !(key instanceof List || key instanceof Map || key instanceof Tuple);
      require(plain, "key", "text, bytes or a number", kind(key));
      map.put(key, items.get(i + 1));
    }
  }

  private Object remembered(long index) {
    require(memo.containsKey(index), "memo", "one of the values kept", index);
    return memo.get(index);
  }

  private Global global(Object module, Object name) {
    require(module instanceof String && name instanceof String, "global", "two names", kind(name));
    String both = module + " " + name;
    require(globals.allows(both), "global", "one that is allowed", "'" + both + "'");
    return new Global(both);
  }

  private static void require(boolean holds, String what, String bound, Object value) {
    Require.that(holds, what, bound, value);
  }

  private static String kind(Object value) {
    return value == null ? "None" : value.getClass().getSimpleName();
  }

  /** A dictionary's entries; refuses all else. */
  @SuppressWarnings("unchecked")
  public static Map<Object, Object> map(Object value) {
    require(value instanceof Map, "value", "a dictionary", kind(value));
    return (Map<Object, Object>) value;
  }

  /** A tuple's or a list's items; refuses all else. */
  @SuppressWarnings("unchecked")
  public static List<Object> items(Object value) {
    require(value instanceof Tuple || value instanceof List, "value", "a tuple or a list", kind(value));
    return value instanceof Tuple tuple ? tuple.items() : (List<Object>) value;
  }

  /** What Python's OrderedDict makes of its arguments: none, or one list of keys and values as Python 2 has it. */
  public static Map<Object, Object> ordered(List<Object> arguments) {
    Map<Object, Object> entries = new LinkedHashMap<>();
    require(arguments.size() <= 1, "OrderedDict", "at most one argument", arguments.size());
    for (Object entry : arguments.isEmpty() ? List.of() : items(arguments.get(0))) {
      List<Object> pair = items(entry);
      require(pair.size() == 2 && pair.get(0) instanceof String, "OrderedDict", "a text and a value", "another");
      entries.put(pair.get(0), pair.get(1));
    }
    return entries;
  }

  /** A whole number; refuses all else. */
  public static long whole(Object value) {
    require(value instanceof Long, "value", "a whole number of 64 bits", kind(value));
    return (Long) value;
  }
}
