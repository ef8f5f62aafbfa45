package org.palimpsest.attack.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.attack.ModelAttackResult.Reading;
import org.palimpsest.attack.ModelAttackResult;
import org.palimpsest.attack.ModelView;
import org.palimpsest.data.Images;
import org.palimpsest.data.SelectedImages;
import org.palimpsest.metric.Grouping.Group;
import org.palimpsest.metric.Grouping;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Membership;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Roc;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * The images whose membership is in question: as many members as non-members, drawn at random; and, where the task knows
 * conflicting images, <em>all</em> conflicting members, each against a conflicting non-member of its own target and
 * private value. Conflicting images are rare in training, and what weighs them up may well remember them where it
 * remembers little on the whole; and non-members whose private values no member of their target has would be told from
 * members by that alone.
 *
 * @param members all images of the training set, in a random order; the first {@code size} are in question
 * @param others {@code size} non-members, and then those of the matched pairs
 * @param size how many of either kind are drawn at random
 * @param matched of each matched pair the member, as a row of {@code members}
 * @param alignment which images are aligned
 */
record Candidates(Images members, Images others, int size, int[] matched, Grouping alignment) {

  private static final int FEWEST = 4;

  /** @param atMost so many of either kind, and so many matched pairs, if there are so many */
  static Candidates of(ModelView model, int atMost, Seed seed) {
    Images nonMembers = model.nonMembers();
    int size = Math.min(atMost, Math.min(model.members().size(), nonMembers.size()));
    Require.that(
        size >= FEWEST, "images", "at least %d members and as many non-members".formatted(FEWEST), size);
    int[] in = Shuffle.permutation(model.members().size(), seed.derive("members"));
    int[] out = Arrays.copyOf(Shuffle.permutation(nonMembers.size(), seed.derive("non-members")), size);
    Images members = SelectedImages.of(model.members(), in);
    Optional<Images> conflicting = model.conflictingNonMembers();
    if (conflicting.isEmpty()) {
      return new Candidates(members, SelectedImages.of(nonMembers, out), size, new int[0], model.alignment());
    }
    int[][] pairs = pairs(members, conflicting.get(), model.alignment(), atMost, seed.derive("conflicting"));
    IntStream second = Arrays.stream(pairs[1]).map(row -> nonMembers.size() + row);
    int[] chosen = IntStream.concat(Arrays.stream(out), second).toArray();
    return new Candidates(
        members, new SelectedImages(nonMembers, conflicting.get(), chosen), size, pairs[0], model.alignment());
  }

  /** Rows of conflicting members, in order, and beside each that of a non-member of its group; none is taken twice. */
  private static int[][] pairs(Images members, Images conflicting, Grouping alignment, int atMost, Seed seed) {
    Map<Group, Deque<Integer>> free = new HashMap<>();
    for (int row : Shuffle.permutation(conflicting.size(), seed)) {
      free.computeIfAbsent(group(conflicting, row), any -> new ArrayDeque<>()).add(row);
    }
    List<int[]> pairs = new ArrayList<>();
    for (int row = 0; row < members.size() && pairs.size() < atMost; row++) {
      Group group = group(members, row);
      Deque<Integer> partners = free.getOrDefault(group, new ArrayDeque<>());
      if (!alignment.isAligned(group).orElse(true) && !partners.isEmpty()) {
        pairs.add(new int[] {row, partners.poll()});
      }
    }
    return new int[][] {
      pairs.stream().mapToInt(pair -> pair[0]).toArray(), pairs.stream().mapToInt(pair -> pair[1]).toArray()
    };
  }

  private static Group group(Images images, int row) {
    return new Group(images.target(row), images.privateAttribute(row));
  }

  /**
   * The images in question: the members drawn at random, the non-members drawn at random, then of the matched pairs the
   * members that are not among the former, and the non-members.
   */
  Images asked() {
    return union(rows());
  }

  /** The same as rows of members and others together. */
  private int[] rows() {
    IntStream more = Arrays.stream(matched).filter(row -> row >= size);
    IntStream drawn = IntStream.concat(IntStream.range(0, size), others(0, size));
    return IntStream.concat(drawn, IntStream.concat(more, others(size, size + matched.length))).toArray();
  }

  private IntStream others(int from, int to) {
    return IntStream.range(from, to).map(i -> members.size() + i);
  }

  /**
   * A training set as large as the network's own, but for half the number of matched members that are in question twice
   * over: the members that are not in question, and of the images in question those, half of them, that {@code in} says.
   */
  Images shadowTrain(boolean[] in) {
    int[] asked = rows();
    boolean[] inQuestion = new boolean[members.size()];
    Arrays.stream(asked).filter(row -> row < members.size()).forEach(row -> inQuestion[row] = true);
    IntStream chosen = IntStream.range(0, asked.length).filter(i -> in[i]).map(i -> asked[i]);
    IntStream known = IntStream.range(size, members.size()).filter(row -> !inQuestion[row]);
    return union(IntStream.concat(known, chosen).toArray());
  }

  private Images union(int[] chosen) {
    return new SelectedImages(members, others, chosen);
  }

  /**
   * What scores, in the order of {@link #asked}, tell of membership: all of {@link Membership}, of the images drawn at
   * random and of the matched pairs, and the area under the curve among those aligned and those conflicting of the images
   * drawn at random, where the task has such.
   */
  List<Reading> readings(String attacker, double[] scores) {
    List<Measurement> rows =
        new ArrayList<>(
            Membership.measurements(Arrays.copyOf(scores, size), Arrays.copyOfRange(scores, size, 2 * size)));
    Images asked = asked();
    group(Metrics.ALIGNED, i -> alignment.isAligned(group(asked, i)).orElse(false), scores, rows);
    group(Metrics.CONFLICTING, i -> !alignment.isAligned(group(asked, i)).orElse(true), scores, rows);
    if (matched.length >= Membership.SMALLEST_GROUP) {
      int first = scores.length - matched.length;
      double[] out = Arrays.copyOfRange(scores, first, scores.length);
      Membership.measurements(scoresOfMatched(scores), out)
          .forEach(measured -> rows.add(measured.ofGroup(Membership.MATCHED)));
    }
    return ModelAttackResult.readings(attacker, Optional.empty(), Membership.SPLIT, rows);
  }

  private double[] scoresOfMatched(double[] scores) {
    double[] own = new double[matched.length];
    int next = 2 * size;
    for (int i = 0; i < own.length; i++) {
      own[i] = scores[matched[i] < size ? matched[i] : next++];
    }
    return own;
  }

  private void group(String name, IntPredicate belongs, double[] scores, List<Measurement> rows) {
    double[] in = IntStream.range(0, size).filter(belongs).mapToDouble(i -> scores[i]).toArray();
    double[] out = IntStream.range(size, 2 * size).filter(belongs).mapToDouble(i -> scores[i]).toArray();
    if (Math.min(in.length, out.length) >= Membership.SMALLEST_GROUP) {
      rows.add(Membership.auc(name, new Roc(in, out)));
    }
  }
}
