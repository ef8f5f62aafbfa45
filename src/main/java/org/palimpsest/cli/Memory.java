package org.palimpsest.cli;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** What this process has used of memory. */
public final class Memory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";

  private Memory() {}

  /** The most memory that the process ever had, heap and native libraries; empty where the system does not tell. */
  public static OptionalLong peakResidentBytes() {
    if (!Files.isReadable(STATUS)) {
      return OptionalLong.empty();
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(PEAK))
          .map(line -> line.substring(PEAK.length()).strip())
          .filter(kibibytes -> kibibytes.endsWith(" kB"))
          .mapToLong(kibibytes -> Long.parseLong(kibibytes.substring(0, kibibytes.length() - 3)) << 10)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  /** Bytes of heap that the threads alive have allocated since they began, whether still in use or not. */
  public static long allocatedBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] allocated = threads.getThreadAllocatedBytes(threads.getAllThreadIds());
    return LongStream.of(allocated).filter(bytes -> bytes > 0).sum();
  }
}
