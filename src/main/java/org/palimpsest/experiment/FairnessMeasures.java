package org.palimpsest.experiment;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.data.Images;
import org.palimpsest.data.Labels;
import org.palimpsest.data.SelectedImages;
import org.palimpsest.fair.GroupFairness;
import org.palimpsest.metric.Measurement;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.Evaluator;
import org.palimpsest.nn.LogSoftmax;
import org.palimpsest.random.Seed;

/** What is measured of a network where the private attribute tells groups that are to be compared. */
final class FairnessMeasures {

  /** What stands before a group's name in the name of its validation images. */
  private static final String GROUP = "group_";

  private FairnessMeasures() {}

  /** All measures of a cell's network on the headline split. */
  static List<Measurement> of(Encoder encoder, CellData data) {
    Images images = data.test(data.task().split(data.task().headline())).view();
    return of(encoder, data.spec().train().batchSize(), images, data.stream("fairness", data.spec().method().name()));
  }

  /** All measures on images, of which a majority is the first value of the private attribute. */
  private static List<Measurement> of(Encoder encoder, int batchSize, Images images, Seed seed) {
    int n = images.size();
    int[] predicted = new int[n];
    double[] confidence = new double[n];
    double[] crossEntropy = new double[n];
    new Evaluator(encoder, batchSize)
        .forEach(
            images,
            (from, activations) -> {
              Evaluator.predictInto(predicted, from, activations.logits());
              DMatrixRMaj logProbabilities = LogSoftmax.of(activations.logits());
              for (int row = 0; row < activations.size(); row++) {
                int image = from + row;
                confidence[image] = Math.min(1, Math.exp(logProbabilities.get(row, predicted[image])));
                crossEntropy[image] = -logProbabilities.get(row, images.target(image));
              }
            });
    Labels labels = images.labels();
    return new GroupFairness(
            labels.privateAttribute().values(), labels.target().size(), predicted, labels.targets(),
            labels.privateAttributes(), confidence, crossEntropy, isPaired(labels))
        .measurements(seed);
  }

  /** Whether every image is there once in group 0 and next in group 1. */
  private static boolean isPaired(Labels labels) {
    int[] targets = labels.targets();
    int[] groups = labels.privateAttributes();
    return groups.length % 2 == 0
        && labels.privateAttribute().size() == 2
        && IntStream.range(0, groups.length).allMatch(i -> groups[i] == i % 2 && targets[i] == targets[i - i % 2]);
  }

  /** The images of each group, by the name under which they are watched; a group without images has none. */
  static SortedMap<String, Images> byGroup(Images images) {
    SortedMap<String, Images> sets = new TreeMap<>();
    List<String> names = images.labels().privateAttribute().values();
    for (int g = 0; g < names.size(); g++) {
      int group = g;
      int[] members = IntStream.range(0, images.size()).filter(i -> images.privateAttribute(i) == group).toArray();
      if (members.length > 0) {
        sets.put(GROUP + names.get(g), SelectedImages.of(images, members));
      }
    }
    return sets;
  }
}
