package org.palimpsest.attack.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.palimpsest.Require;
import org.palimpsest.attack.ModelAttackResult;
import org.palimpsest.attack.ModelAttackResult.Reading;
import org.palimpsest.attack.ModelView;
import org.palimpsest.data.Images;
import org.palimpsest.data.SelectedImages;
import org.palimpsest.metric.Group;
import org.palimpsest.metric.Grouping;
import org.palimpsest.metric.Measurement;
import org.palimpsest.metric.Membership;
import org.palimpsest.metric.Metrics;
import org.palimpsest.metric.Roc;
import org.palimpsest.random.Seed;
import org.palimpsest.random.Shuffle;

/**
 * The images whose membership is in question: as many members as non-members, drawn at random.
 *
 * @param members all images of the training set, in a random order; the first {@code size} are in question
 * @param nonMembers as many images as are in question
 * @param size how many of either kind
 * @param alignment which images are aligned
 */
record Candidates(Images members, Images nonMembers, int size, Grouping alignment) {

  private static final int FEWEST = 4;

  /** @param atMost so many of either kind, if there are so many of both */
  static Candidates of(ModelView model, int atMost, Seed seed) {
    Images members = model.members();
    Images nonMembers = model.nonMembers();
    int size = Math.min(atMost, Math.min(members.size(), nonMembers.size()));
    Require.that(
        size >= FEWEST, "images", "at least %d members and as many non-members".formatted(FEWEST), size);
    int[] in = Shuffle.permutation(members.size(), seed.derive("members"));
    int[] out = Shuffle.permutation(nonMembers.size(), seed.derive("non-members"));
    return new Candidates(
        SelectedImages.of(members, in), SelectedImages.of(nonMembers, Arrays.copyOf(out, size)), size,
        model.alignment());
  }

  /** The images in question: first the members, then the non-members. */
  Images asked() {
    return union(IntStream.range(0, 2 * size).map(i -> i < size ? i : members.size() + i - size).toArray());
  }

  /**
   * A training set as large as the network's own: the members that are not in question, and of the images in question
   * those, half of them, that {@code in} says.
   */
  Images shadowTrain(boolean[] in) {
    IntStream chosen =
        IntStream.range(0, 2 * size).filter(i -> in[i]).map(i -> i < size ? i : members.size() + i - size);
    return union(IntStream.concat(IntStream.range(size, members.size()), chosen).toArray());
  }

  private Images union(int[] chosen) {
    return new SelectedImages(members, nonMembers, chosen);
  }

  /**
   * What scores (2 size), in the order of {@link #asked}, tell of membership: all of {@link Membership}, and the area
   * under the curve among aligned and among conflicting images alone, where the task has such.
   */
  List<Reading> readings(String attacker, double[] scores) {
    List<Measurement> rows =
        new ArrayList<>(
            Membership.measurements(Arrays.copyOf(scores, size), Arrays.copyOfRange(scores, size, 2 * size)));
    Images asked = asked();
    IntFunction<Optional<Boolean>> aligned =
        i -> alignment.isAligned(new Group(asked.target(i), asked.privateAttribute(i)));
    group(Metrics.ALIGNED, i -> aligned.apply(i).orElse(false), scores, rows);
    group(Metrics.CONFLICTING, i -> !aligned.apply(i).orElse(true), scores, rows);
    return ModelAttackResult.readings(attacker, Optional.empty(), Membership.SPLIT, rows);
  }

  private void group(String name, IntPredicate belongs, double[] scores, List<Measurement> rows) {
    double[] in = IntStream.range(0, size).filter(belongs).mapToDouble(i -> scores[i]).toArray();
    double[] out = IntStream.range(size, 2 * size).filter(belongs).mapToDouble(i -> scores[i]).toArray();
    if (Math.min(in.length, out.length) >= Membership.SMALLEST_GROUP) {
      rows.add(Membership.auc(name, new Roc(in, out)));
    }
  }
}
