package org.palimpsest.testkit;

import java.util.List;
import java.util.stream.IntStream;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchImages;
import org.palimpsest.data.Labels;
import org.palimpsest.data.NoiseImages;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.random.Seed;

/**
 * Images of noise for a network, with groups as unequal as they come: no image has target 0 and the last private value,
 * and only one has target 1 and that. Targets are bins of a quantity.
 *
 * @param privateClasses K, at least 2
 */
record ContractImages(NetworkSpec network, int privateClasses) {

  /** Targets in turn, private values in another turn. */
  BatchImages of(int size, Seed seed) {
    int classes = network.classes();
    int last = privateClasses - 1;
    int[] targets = IntStream.range(0, size).map(i -> i % classes).toArray();
    int[] privateAttributes = IntStream.range(0, size).map(i -> i / classes % privateClasses).toArray();
    for (int i = 0; i < size; i++) {
      boolean kept = targets[i] > 1 || targets[i] == 1 && i < classes * privateClasses;
      privateAttributes[i] = privateAttributes[i] == last && !kept ? 0 : privateAttributes[i];
    }
    Attribute age = bins("age", classes);
    Attribute numbered = Attribute.numbered("private", privateClasses);
    return NoiseImages.of(network.input(), new Labels(age, numbered, targets, privateAttributes), seed);
  }

  /** True of the image that is its group's only one. */
  static boolean isAlone(Batch batch, int image, int privateClasses) {
    return batch.targets()[image] == 1 && batch.privateAttributes()[image] == privateClasses - 1;
  }

  /** A quantity in bins of ten. */
  private static Attribute bins(String name, int values) {
    List<String> names = IntStream.range(0, values).mapToObj(bin -> 10 * bin + "-" + (10 * bin + 9)).toList();
    List<Double> centres = IntStream.range(0, values).mapToObj(bin -> 10 * bin + 4.5).toList();
    return new Attribute(name, name, names, centres);
  }
}
