package org.palimpsest.data.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.data.DataException;
import org.palimpsest.data.pickle.Unpickler.Bytes;
import org.palimpsest.fuzz.Mutations;

class UnpicklerTest {

  private static final String SOURCE = "list.pkl";

  /** One value, as Python 3.11 pickles it in protocols 0 to 5; those before 3 have no bytes of their own. */
  private static final List<String> WRITTEN = List.of(
      "KGRwMApWYQpwMQoobHAyCkkxCmFJLTIKYUkyNTUKYUkyNTYKYUk2NTUzNQphSTY1NTM2CmFJMjE0NzQ4MzY0NwphSS0yMTQ3NDgz"
          + "NjQ4CmFMMTA5OTUxMTYyNzc3NkwKYUwtOTIyMzM3MjAzNjg1NDc3NTgwOEwKYUw5MjIzMzcyMDM2ODU0Nzc1ODA4TAphTC0xMTgw"
          + "NTkxNjIwNzE3NDExMzAzNDI0TAphSTAKYXNWYgpwMwooTkkwMQpJMDAKRjEuNQpGLTAuMApGaW5mCnRwNApzVnQKcDUKKFbpXHUw"
          + "MDBhXHUwMDVjCnA2ClZpdCdzCnA3ClZcVTAwMDFmNjAwCnA4CnRwOQpzSTMKKGRwMTAKc1ZlCnAxMQoobHAxMgoodGEobHAxMwph"
          + "KFZ4CnAxNAp0cDE1CmEoZzE0ClZ5CnAxNgp0cDE3CmEoZzE0CmcxNgpWegpwMTgKdHAxOQphc1ZhZ2FpbgpwMjAKZzIKcy4=",
      "fXEAKFgBAAAAYXEBXXECKEsBSv7///9L/00AAU3//0oAAAEASv///39KAAAAgEwxMDk5NTExNjI3Nzc2TApMLTkyMjMzNzIwMzY4"
          + "NTQ3NzU4MDhMCkw5MjIzMzcyMDM2ODU0Nzc1ODA4TApMLTExODA1OTE2MjA3MTc0MTEzMDM0MjRMCksAZVgBAAAAYnEDKE5JMDEK"
          + "STAwCkc/+AAAAAAAAEeAAAAAAAAAAEd/8AAAAAAAAHRxBFgBAAAAdHEFKFgEAAAAw6kKXHEGWAQAAABpdCdzcQdYBAAAAPCfmIBx"
          + "CHRxCUsDfXEKWAEAAABlcQtdcQwoKV1xDShYAQAAAHhxDnRxDyhoDlgBAAAAeXEQdHERKGgOaBBYAQAAAHpxEnRxE2VYBQAAAGFn"
          + "YWlucRRoAnUu",
      "gAJ9cQAoWAEAAABhcQFdcQIoSwFK/v///0v/TQABTf//SgAAAQBK////f0oAAACAigYAAAAAAAGKCAAAAAAAAACAigkAAAAAAAAA"
          + "gACKCQAAAAAAAAAAwEsAZVgBAAAAYnEDKE6IiUc/+AAAAAAAAEeAAAAAAAAAAEd/8AAAAAAAAHRxBFgBAAAAdHEFWAQAAADDqQpc"
          + "cQZYBAAAAGl0J3NxB1gEAAAA8J+YgHEIh3EJSwN9cQpYAQAAAGVxC11xDCgpXXENWAEAAAB4cQ6FcQ9oDlgBAAAAeXEQhnERaA5o"
          + "EFgBAAAAenESh3ETZVgFAAAAYWdhaW5xFGgCdS4=",
      "gAN9cQAoWAEAAABhcQFdcQIoSwFK/v///0v/TQABTf//SgAAAQBK////f0oAAACAigYAAAAAAAGKCAAAAAAAAACAigkAAAAAAAAA"
          + "gACKCQAAAAAAAAAAwEsAZVgBAAAAYnEDKE6IiUc/+AAAAAAAAEeAAAAAAAAAAEd/8AAAAAAAAHRxBFgBAAAAdHEFWAQAAADDqQpc"
          + "cQZYBAAAAGl0J3NxB1gEAAAA8J+YgHEIh3EJQwFrcQpDAgD/cQtLA31xDFgBAAAAZXENXXEOKCldcQ9YAQAAAHhxEIVxEWgQWAEA"
          + "AAB5cRKGcRNoEGgSWAEAAAB6cRSHcRVlWAUAAABhZ2FpbnEWaAJ1Lg==",
      "gASVzwAAAAAAAAB9lCiMAWGUXZQoSwFK/v///0v/TQABTf//SgAAAQBK////f0oAAACAigYAAAAAAAGKCAAAAAAAAACAigkAAAAA"
          + "AAAAgACKCQAAAAAAAAAAwEsAZYwBYpQoToiJRz/4AAAAAAAAR4AAAAAAAAAAR3/wAAAAAAAAdJSMAXSUjATDqQpclIwEaXQnc5SM"
          + "BPCfmICUh5RDAWuUQwIA/5RLA32UjAFllF2UKCldlIwBeJSFlGgQjAF5lIaUaBBoEowBepSHlGWMBWFnYWlulGgCdS4=",
      "gAWVzwAAAAAAAAB9lCiMAWGUXZQoSwFK/v///0v/TQABTf//SgAAAQBK////f0oAAACAigYAAAAAAAGKCAAAAAAAAACAigkAAAAA"
          + "AAAAgACKCQAAAAAAAAAAwEsAZYwBYpQoToiJRz/4AAAAAAAAR4AAAAAAAAAAR3/wAAAAAAAAdJSMAXSUjATDqQpclIwEaXQnc5SM"
          + "BPCfmICUh5RDAWuUQwIA/5RLA32UjAFllF2UKCldlIwBeJSFlGgQjAF5lIaUaBBoEowBepSHlGWMBWFnYWlulGgCdS4=");

  private static Object read(byte[] pickle) {
    return new Unpickler(SOURCE, ByteBuffer.wrap(pickle), new NumpyGlobals()).read();
  }

  private static Object read(String latin1) {
    return read(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void readsWhatPythonWrites(int protocol) {
    Map<Object, Object> read = Unpickler.map(read(Base64.getDecoder().decode(WRITTEN.get(protocol))));
    BigInteger two = BigInteger.TWO;
    assertThat(read.get("a"))
        .isEqualTo(
            List.of(
                1L, -2L, 255L, 256L, 65535L, 65536L, (1L << 31) - 1, -(1L << 31), 1L << 40, Long.MIN_VALUE, two.pow(63),
                two.pow(70).negate(), 0L));
    assertThat(read.get("again")).isSameAs(read.get("a"));
    List<Object> b = Arrays.asList(null, true, false, 1.5, -0.0, Double.POSITIVE_INFINITY);
    assertThat(Unpickler.items(read.get("b"))).isEqualTo(b);
    assertThat(Unpickler.items(read.get("t"))).isEqualTo(List.of("\u00e9\n\\", "it's", "\ud83d\ude00"));
    assertThat(read.get(3L)).isEqualTo(Map.of());
    assertThat(Unpickler.items(read.get("e")).stream().map(item -> Unpickler.items(item).size()))
        .containsExactly(0, 0, 1, 2, 3);
    if (protocol >= 3) {
      assertThat(((Bytes) read.get(new Bytes(ByteBuffer.wrap(new byte[] {'k'})))).content().get(1)).isEqualTo((byte) -1);
    }
  }

  @Test
  void readsPicklesInARow() {
    ByteBuffer both = ByteBuffer.wrap("K\u0001.K\u0002.rest".getBytes(StandardCharsets.ISO_8859_1));
    Unpickler unpickler = new Unpickler(SOURCE, both, new NumpyGlobals());
    assertThat(List.of(unpickler.read(), unpickler.read())).isEqualTo(List.of(1L, 2L));
    assertThat(both.remaining()).isEqualTo(4);
  }

  @Test
  void readsTextOfPython2() {
    assertThat(read("S'it\\'s \\x41\\n'\np0\n.")).isEqualTo("it's A\n");
    assertThat(read("U\u0002\u00e9x.")).isEqualTo("\u00e9x");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
    "63706f7369780a73797374656d0a2e | global: expected one that is allowed, was 'posix system'",
    "8c086275696c74696e738c046576616c932e | global: expected one that is allowed, was 'builtins eval'",
    "80062e | protocol: expected at most 5, was 6",
    "2e | the stack: expected a value, was nothing",
    "742e | the stack: expected a mark, was none",
    "4b01862e | the stack: expected 2 values, was 1",
    "4b | length: expected at most the 0 bytes left, was 1",
    "42ffffff7f2e | length: expected at most the 1 bytes left, was 2147483647",
    "8effffffffffffffff2e | was -1",
    "68072e | memo: expected one of the values kept, was 7",
    "4b014b02612e | what is appended to: expected a list, was Long",
    "7d5d4b01732e | key: expected text, bytes or a number, was ArrayList",
    "284b01642e | keys and values: expected as many of both, was 1",
    "4b01298152 | opcode 0x81 (NEWOBJ) is not allowed",
    "286963620a | opcode 0x69 (INST) is not allowed",
    "8200 | opcode 0x82 (EXT) is not allowed",
    "972e | opcode 0x97 (a buffer out of band) is not allowed",
    "4b0129522e | what is called: expected a global, was Long",
    "58010000008a2e | text: expected UTF-8, was damaged",
    "49 | line: expected an end, was the end of the file",
    "4b01512e | expected no persistent id",
    "ff | opcode 0xff (of no pickle) is not allowed"
  })
  void refuses(String hexadecimal, String message) {
    assertThatThrownBy(() -> read(HexFormat.of().parseHex(hexadecimal)))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("list.pkl: byte ")
        .hasMessageContaining(message);
  }

  @Test
  void refusesDamageByName() throws Exception {
    for (String pickle : List.of(WRITTEN.get(0), WRITTEN.get(4))) {
      Mutations.check(Base64.getDecoder().decode(pickle), SOURCE, UnpicklerTest::read, DataException.class);
    }
  }
}
