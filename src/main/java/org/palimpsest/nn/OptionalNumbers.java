package org.palimpsest.nn;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.util.Optional;

/** Optional whole numbers of records in JSON: left out where they are absent, so that files from before them are read. */
final class OptionalNumbers {

  private OptionalNumbers() {}

  static ObjectMapper in(ObjectMapper mapper) {
    mapper
        .configOverride(Optional.class)
        .setInclude(JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS));
    return mapper.registerModule(
        new SimpleModule().addSerializer(new Writer()).addDeserializer(Optional.class, new Reader()));
  }

  private static final class Writer extends StdSerializer<Optional<?>> {

    private static final long serialVersionUID = 1L;

    Writer() {
      super(Optional.class, false);
    }

    @Override
    public boolean isEmpty(SerializerProvider provider, Optional<?> value) {
      return value.isEmpty();
    }

    @Override
    public void serialize(Optional<?> value, JsonGenerator out, SerializerProvider provider) throws IOException {
      provider.defaultSerializeValue(value.orElse(null), out);
    }
  }

  private static final class Reader extends StdDeserializer<Optional<Integer>> {

    private static final long serialVersionUID = 1L;

    Reader() {
      super(Optional.class);
    }

    @Override
    public Optional<Integer> deserialize(JsonParser in, DeserializationContext context) throws IOException {
      return Optional.of(in.getIntValue());
    }

    /** Also of a component that is missing. */
    @Override
    public Optional<Integer> getNullValue(DeserializationContext context) {
      return Optional.empty();
    }
  }
}
