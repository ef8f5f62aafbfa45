package org.palimpsest.experiment;

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
public final class BlasKernels {

  /** OpenBLAS reads it as it is loaded; who sets it has chosen. */
  public static final String VARIABLE = "OPENBLAS_CORETYPE";

  private static final String SKYLAKE = "SkylakeX";
  private static final Path LINUX = Path.of("/proc/cpuinfo");
  private static final Set<String> NEEDED = Set.of("avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl");

  private BlasKernels() {}

  /** Of this machine; empty where OpenBLAS may choose. */
  public static Optional<String> here() throws IOException {
    return Files.exists(LINUX) ? of(Files.readString(LINUX)) : Optional.empty();
  }

  /** @param processors what Linux says of them */
  static Optional<String> of(String processors) {
    return processors.contains("AuthenticAMD") && run(processors) ? Optional.of(SKYLAKE) : Optional.empty();
  }

  /** Whether the processors have what these kernels are made of. */
  private static boolean run(String processors) {
    return Arrays.stream(processors.split("\\s+")).collect(Collectors.toSet()).containsAll(NEEDED);
  }

  /**
   * Makes sure that this machine can run the kernels that another chose for it; call before OpenBLAS is loaded.
   *
   * @throws IOException if not
   */
  static void requireHere() throws IOException {
    boolean chosen = SKYLAKE.equals(System.getenv(VARIABLE)) && Files.exists(LINUX);
    if (chosen && !run(Files.readString(LINUX))) {
      throw new IOException(
          "%s=%s: expected a processor with AVX-512, as the driver's, was %s".formatted(VARIABLE, SKYLAKE, Machine.cpu()));
    }
  }
}
