package org.palimpsest.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whose kernels OpenBLAS is to use where it would choose wrongly. The release that ND4J brings does not know AMD's
 * processors with AVX-512; on a Zen 5 it falls back to code of 2004, at a fifth of the rate. Its kernels for SkylakeX
 * need no more than these instructions.
 */
final class BlasKernels {

  /** OpenBLAS reads it as it is loaded; who sets it has chosen. */
  static final String VARIABLE = "OPENBLAS_CORETYPE";

  private static final Path LINUX = Path.of("/proc/cpuinfo");
  private static final Set<String> NEEDED = Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");

  private BlasKernels() {}

  /** Of this machine; empty where OpenBLAS may choose. */
  static Optional<String> here() throws IOException {
    return Files.exists(LINUX) ? of(Files.readString(LINUX)) : Optional.empty();
  }

  /** @param processors what Linux says of them */
  static Optional<String> of(String processors) {
    Set<String> words = Arrays.stream(processors.split("\\s+")).collect(Collectors.toSet());
    return words.contains("AuthenticAMD") && words.containsAll(NEEDED) ? Optional.of("SkylakeX") : Optional.empty();
  }
}
