package org.palimpsest.nn.engine.fourier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palimpsest.nn.engine.vector.Lanes;

class LanesTest {

  /** Runs {@link LanesElsewhere} in a JVM that makes do with such registers. */
  @ParameterizedTest
  @ValueSource(ints = {16, 32, 64})
  void otherRegistersComputeTheSameBits(int bytes) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:MaxVectorSize=" + bytes,
                "-cp",
                System.getProperty("java.class.path"),
                LanesElsewhere.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String[] printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip().split(" ");
    assertThat(process.waitFor()).isZero();
    assertThat(Integer.parseInt(printed[0])).isEqualTo(Math.min(bytes / Float.BYTES, Lanes.WIDTH));
    assertThat(Integer.parseInt(printed[1])).isEqualTo(LanesElsewhere.hash());
    assertThat(Double.parseDouble(printed[2])).isLessThan(6e-7);
  }
}
