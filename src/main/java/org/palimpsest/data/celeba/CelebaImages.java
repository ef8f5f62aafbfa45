package org.palimpsest.data.celeba;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palimpsest.data.Alignment;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Pool;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task.Split;
import org.palimpsest.data.image.NaturalImages;
import org.palimpsest.data.image.StoredPictures;
import org.palimpsest.random.NumpyRandom;

/**
 * CelebA under a question: labels, and who has which images.
 *
 * <p>In the published protocol networks are trained on the official training images without those that the published
 * code keeps for validation, and tested on the official validation images; otherwise on parts of the official training
 * images, people apart, and tested on the official test images. The sub-samples that the published code tests on, every
 * group of the validation images cut to the size of the smallest, are had again exactly: their rows are those that
 * pandas' {@code sample(random_state=42)} takes of each group.
 *
 * <p>Source: EIDOSlab/bridging-debiasing-privacy-deep-learning at b30ab79, datasets/celeba.py and train_celeba.py.
 */
record CelebaImages(CelebaTable table, CelebaQuestion question, Labels labels, Optional<Alignment> alignment) {

  static final String SAMPLE = "published-sample";
  static final String SAMPLE_CONFLICTING = "published-sample-conflicting";

  private static final int SEED = 42;
  private static final double VALID = 0.2;

  static CelebaImages of(CelebaTable table, CelebaQuestion question) {
    Labels labels = question.labels(table);
    return new CelebaImages(table, question, labels, question.alignment(table, labels));
  }

  NaturalImages natural(Protocol protocol) {
    boolean published = protocol == Protocol.PUBLISHED;
    return new NaturalImages(
        labels, alignment, published ? row -> "" : table::person,
        published ? without(table.rows(CelebaTable.TRAIN), valid()) : table.rows(CelebaTable.TRAIN),
        table.rows(published ? CelebaTable.VALIDATION : CelebaTable.TEST));
  }

  private static int[] without(int[] rows, int[] left) {
    BitSet out = new BitSet();
    Arrays.stream(left).forEach(out::set);
    return Arrays.stream(rows).filter(row -> !out.get(row)).toArray();
  }

  /** The training images that the published code keeps for validation: of each group a fifth of the smallest. */
  int[] valid() {
    int[] rows = table.rows(CelebaTable.TRAIN);
    return sample(rows, (int) (VALID * smallest(rows)));
  }

  /** The published test images: every group of the validation images cut to the smallest. Ascending. */
  int[] sample() {
    int[] rows = table.rows(CelebaTable.VALIDATION);
    return sample(rows, smallest(rows));
  }

  /** Those of {@link #sample} whose private value does not go with the target. */
  int[] conflictingSample() {
    return Arrays.stream(sample())
        .filter(row -> labels.targets()[row] != labels.privateAttributes()[row])
        .toArray();
  }

  private int smallest(int[] rows) {
    return IntStream.range(0, 4).map(group -> members(rows, group).length).min().orElseThrow();
  }

  private int[] members(int[] rows, int group) {
    return Arrays.stream(rows)
        .filter(row -> labels.targets()[row] * 2 + labels.privateAttributes()[row] == group)
        .toArray();
  }

  /** As many rows of each group; the generator starts anew for each. */
  private int[] sample(int[] rows, int count) {
    List<Integer> chosen = new ArrayList<>();
    for (int group = 0; group < 4; group++) {
      int[] members = members(rows, group);
      for (int place : NumpyRandom.sample(members.length, count, SEED)) {
        chosen.add(members[place]);
      }
    }
    return chosen.stream().mapToInt(row -> row).sorted().toArray();
  }

  /** What is measured on the test images, and for the paper's tasks on its sub-samples. */
  List<Split> splits(NaturalImages natural, StoredPictures pictures, Pool test) {
    List<Split> splits =
        new ArrayList<>(NaturalImages.splits(labels.target(), labels.privateAttribute(), alignment, test));
    if (question.isPublished()) {
      int[] sample = sample();
      if (sample.length == 0) {
        throw new DataException(
            "%s: expected validation images of every %s and %s, was none of one"
                .formatted(SAMPLE, labels.target().name(), labels.privateAttribute().name()));
      }
      splits.addAll(
          sampled(
              sample.length, natural.pool(pictures, SAMPLE, sample),
              natural.pool(pictures, SAMPLE_CONFLICTING, conflictingSample())));
    }
    return splits;
  }

  /** @param images how many there are in the sample */
  static List<Split> sampled(int images, Pool sample, Pool conflicting) {
    String all = images > 0 ? Integer.toString(images) : "few";
    return List.of(
        new Split(
            SAMPLE, "the %s validation images that the paper tests on, as many of each group".formatted(all), sample,
            Mix.asIs(), Mix.asIs()),
        new Split(
            SAMPLE_CONFLICTING, "the half of these whose sex does not go with the target", conflicting, Mix.asIs(),
            Mix.asIs()));
  }
}
