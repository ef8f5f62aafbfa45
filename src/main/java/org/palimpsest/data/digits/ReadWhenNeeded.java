package org.palimpsest.data.digits;

import java.lang.ref.SoftReference;
import java.util.function.Supplier;

/** A value that is read when it is first asked for, and again if memory ran short in between. Safe for threads. */
final class ReadWhenNeeded<T> implements Supplier<T> {

  private final Supplier<T> reader;
  private SoftReference<T> read = new SoftReference<>(null);

  ReadWhenNeeded(Supplier<T> reader) {
    this.reader = reader;
  }

  @Override
  public synchronized T get() {
    T value = read.get();
    if (value == null) {
      value = reader.get();
      read = new SoftReference<>(value);
    }
    return value;
  }
}
