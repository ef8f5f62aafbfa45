package org.palimpsest.data.imdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palimpsest.data.Alignment;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Pool;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.Task.Split;
import org.palimpsest.data.image.NaturalImages;
import org.palimpsest.random.NumpyRandom;

/**
 * IMDB faces under a question and a condition: who has which images. Networks are trained on a biased list. The test
 * list is cut as the published code cuts it, by the first of four folds; the larger part is for testing. In the
 * disjoint protocol the smaller is an attacker's, who then has images of both sexes at every age.
 *
 * <p>Source: EIDOSlab/bridging-debiasing-privacy-deep-learning at b30ab79, datasets/imdb.py.
 *
 * @param set 1 or 2, the biased list that is trained on
 */
record ImdbImages(ImdbFaces faces, ImdbQuestion question, int set) {

  /** The split of the biased list that is not trained on. */
  static final String OTHER = "other-list";

  private static final int FOLDS = 4;
  private static final int SEED = 42;

  Labels labels() {
    return new Labels(
        question.target(), question.privately(), question.of(faces.faces(), question.target()),
        question.of(faces.faces(), question.privately()));
  }

  NaturalImages natural(Protocol protocol) {
    Labels labels = labels();
    int[] test = faces.list(2);
    boolean[] first = firstFold(
        Arrays.stream(test).map(row -> question == ImdbQuestion.SEX ? labels.targets()[row] : 0).toArray());
    int[] larger = IntStream.range(0, test.length).filter(i -> !first[i]).map(i -> test[i]).toArray();
    int[] smaller = IntStream.range(0, test.length).filter(i -> first[i]).map(i -> test[i]).toArray();
    boolean disjoint = protocol == Protocol.DISJOINT;
    return new NaturalImages(
        labels, Optional.of(question.alignment(set)),
        disjoint ? row -> faces.faces().get(row).person() : row -> "", faces.list(set - 1), new int[0],
        disjoint ? smaller : new int[0], larger);
  }

  /**
   * Which places scikit-learn's {@code StratifiedKFold(4, shuffle=True, random_state=42)} has in its first fold.
   *
   * @param strata numbers
   */
  static boolean[] firstFold(int[] strata) {
    int[] kinds = Arrays.stream(strata).distinct().toArray();
    int[] codes =
        Arrays.stream(strata)
            .map(s -> IntStream.range(0, kinds.length).filter(k -> kinds[k] == s).findFirst().orElseThrow())
            .toArray();
    int[] sorted = Arrays.stream(codes).sorted().toArray();
    NumpyRandom random = new NumpyRandom(SEED);
    boolean[] first = new boolean[strata.length];
    for (int kind = 0; kind < kinds.length; kind++) {
      int[] members = new int[FOLDS];
      for (int i = 0; i < sorted.length; i++) {
        members[i % FOLDS] += sorted[i] == kind ? 1 : 0;
      }
      int[] folds =
          IntStream.range(0, FOLDS).flatMap(f -> IntStream.generate(() -> f).limit(members[f])).toArray();
      random.shuffle(folds);
      int at = 0;
      for (int i = 0; i < codes.length; i++) {
        if (codes[i] == kind) {
          first[i] = folds[at++] == 0;
        }
      }
    }
    return first;
  }

  /**
   * What is measured on the test images, and on the other biased list, where everything goes the other way. Groups are
   * counted alike only where all of them have images.
   *
   * @param other the pool of the other list
   */
  static List<Split> splits(ImdbQuestion question, Alignment alignment, Pool test, Pool other) {
    List<Split> splits = new ArrayList<>();
    for (Split split : NaturalImages.splits(question.target(), question.privately(), Optional.of(alignment), test)) {
      if (question == ImdbQuestion.YOUNG || !split.name().equals("unbiased")) {
        splits.add(split);
      }
    }
    splits.add(
        new Split(
            OTHER, "the other biased list (EB2 for EB1), in which sex and age go together the other way", other, Mix.asIs(),
            Mix.asIs()));
    return splits;
  }
}
