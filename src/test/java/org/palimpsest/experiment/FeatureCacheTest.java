package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.attack.Features;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchImages;
import org.palimpsest.data.Sample;
import org.palimpsest.fuzz.Mutations;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.LinearEncoder;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.random.Seed;

class FeatureCacheTest {

  private static final int SIDE = 4;

  private final Encoder encoder =
      new LinearEncoder.Spec(SIDE * SIDE, 10).create(new OptimiserSpec(0), new Seed(1));
  private final List<String> messages = new ArrayList<>();

  @TempDir private Path folder;

  @BeforeEach
  void saveTheNetwork() throws IOException {
    Files.writeString(folder.resolve("model"), "its parameters");
  }

  @Test
  void theNetworkRunsOnce() throws IOException {
    Features first = extractor(encoder).of(Sample.all(images(1)));
    Features second = extractor(tired()).of(Sample.all(images(1)));
    assertThat(second.values().data).isEqualTo(first.values().data);
    assertThat(second.predicted()).isEqualTo(first.predicted());
    assertThat(second.targets()).isEqualTo(first.targets());
    assertThat(second.privateAttributes()).isEqualTo(first.privateAttributes());
    for (double value : first.values().data) {
      assertThat(value).isEqualTo((float) value);
    }
    assertThat(messages).isEmpty();
  }

  /** Nothing, with a message that names the file, or the very values that were stored. */
  @Test
  void mutatedFilesAreNotUsed() throws Exception {
    Features first = extractor(encoder).of(Sample.all(images(1)));
    Files.delete(onlyFile());
    FeatureCache cache = new FeatureCache(folder.resolve("features"), folder.resolve("model"), messages::add);
    cache.write("fuzz", first);
    Path file = onlyFile();
    Mutations.check(
        Files.readAllBytes(file),
        file.toString(),
        bytes -> {
          messages.clear();
          Optional<FeatureCache.Stored> stored =
              cache.stored(file, ByteBuffer.wrap(bytes), "fuzz", first.width(), first.size());
          if (stored.isEmpty()) {
            throw new IOException(messages.get(0));
          }
          double[] values =
              Arrays.stream(stored.get().values())
                  .flatMapToDouble(row -> IntStream.range(0, row.length).mapToDouble(d -> row[d]))
                  .toArray();
          assertThat(values).isEqualTo(first.values().data);
          assertThat(stored.get().predicted()).isEqualTo(first.predicted());
        },
        IOException.class);
  }

  @Test
  void aDamagedFileIsReportedAndMadeAnew() throws IOException {
    Features first = extractor(encoder).of(Sample.all(images(1)));
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    for (int at : new int[] {0, 9, 20, 60, 90, whole.length - 1}) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 1;
      Files.write(file, damaged);
      assertThat(extractor(encoder).of(Sample.all(images(1))).values().data).isEqualTo(first.values().data);
      assertThat(messages).hasSize(1);
      assertThat(messages.get(0)).startsWith(file + ": expected ").endsWith(": features are extracted again");
      assertThat(Files.readAllBytes(file)).isEqualTo(whole);
      messages.clear();
    }
    Files.write(file, Arrays.copyOf(whole, whole.length - 3));
    extractor(encoder).of(Sample.all(images(1)));
    Files.write(file, new byte[3]);
    extractor(encoder).of(Sample.all(images(1)));
    assertThat(messages).hasSize(2);
  }

  @Test
  void featuresOfAnotherNetworkAreNotUsed() throws IOException {
    Features first = extractor(encoder).of(Sample.all(images(1)));
    Files.writeString(folder.resolve("model"), "other parameters");
    assertThat(extractor(encoder).of(Sample.all(images(1))).values().data).isEqualTo(first.values().data);
    assertThat(messages).hasSize(1);
    assertThat(messages.get(0)).contains("expected features of this network and these images, was others");
  }

  @Test
  void otherImagesHaveAFileOfTheirOwn() throws IOException {
    extractor(encoder).of(Sample.all(images(1)));
    extractor(encoder).of(Sample.all(images(2)));
    assertThat(messages).isEmpty();
    try (Stream<Path> files = Files.list(folder.resolve("features"))) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void aSampleTakesItsRowsFromTheFeaturesOfAllImages() throws IOException {
    Features all = extractor(encoder).of(Sample.all(images(1)));
    Features some = extractor(tired()).of(new Sample(images(1), new int[] {7, 3, 7}));
    assertThat(some.values().data).isEqualTo(all.select(new int[] {7, 3, 7}).values().data);
    assertThat(some.targets()).containsExactly(all.targets()[7], all.targets()[3], all.targets()[7]);
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("features"))) {
      return files.findFirst().orElseThrow();
    }
  }

  private FeatureExtractor extractor(Encoder network) throws IOException {
    FeatureCache cache = new FeatureCache(folder.resolve("features"), folder.resolve("model"), messages::add);
    return new FeatureExtractor(network, 16, cache);
  }

  /** Has a spec, and refuses to work. */
  private Encoder tired() {
    return (Encoder)
        Proxy.newProxyInstance(
            Encoder.class.getClassLoader(),
            new Class<?>[] {Encoder.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("spec")) {
                return encoder.spec();
              }
              throw new IllegalStateException(method.getName());
            });
  }

  private static BatchImages images(int seed) {
    RandomGenerator random = new Seed(seed).generator();
    float[] pixels = new float[50 * SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat(-1, 1);
    }
    int[] targets = random.ints(50, 0, 10).toArray();
    int[] privateAttributes = random.ints(50, 0, 10).toArray();
    return new BatchImages(new Batch(SIDE, SIDE, 1, pixels, targets, privateAttributes), 10, 10);
  }
}
