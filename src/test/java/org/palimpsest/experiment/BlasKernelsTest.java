package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlasKernelsTest {

  @ParameterizedTest
  @CsvSource({
    "AuthenticAMD, fma avx2 avx512f avx512dq avx512cd avx512bw avx512vl, true",
    "AuthenticAMD, fma avx2, false",
    "AuthenticAMD, fma avx2 avx512f avx512cd, false",
    "GenuineIntel, fma avx2 avx512f avx512dq avx512cd avx512bw avx512vl, false"
  })
  void namesKernelsWhereOpenBlasWouldChooseWrongly(String vendor, String flags, boolean named) {
    String processors = "vendor_id\t: %s\nmodel name\t: some\nflags\t\t: %s\n".formatted(vendor, flags);
    assertThat(BlasKernels.of(processors).isPresent()).isEqualTo(named);
  }
}
