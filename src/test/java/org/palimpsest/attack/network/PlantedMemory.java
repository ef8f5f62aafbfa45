package org.palimpsest.attack.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.Features;
import org.palimpsest.attack.ModelView.ShadowOutputs;
import org.palimpsest.attack.ModelView;
import org.palimpsest.attack.NumberedImages;
import org.palimpsest.data.Images;
import org.palimpsest.data.SelectedImages;
import org.palimpsest.metric.Grouping;
import org.palimpsest.privacy.DpStatement;
import org.palimpsest.random.Seed;

/**
 * A network that is surer of what it was trained on: the true logit is the image's own easiness, which every network
 * finds, plus noise of the network's, plus {@code memory} for images it was trained on.
 */
public final class PlantedMemory implements ModelView {

  private final int size;
  private final double easiness;
  private final double memory;
  private final Optional<DpStatement> promise;
  private final Optional<Images> unseen;
  public final List<int[]> shadows = new ArrayList<>();

  /** @param size of the training set and of the images it never saw */
  PlantedMemory(int size, double easiness, double memory) {
    this(size, easiness, memory, Optional.empty());
  }

  /** @param promise what training claims, true or not */
  PlantedMemory(int size, double easiness, double memory, Optional<DpStatement> promise) {
    this.size = size;
    this.easiness = easiness;
    this.memory = memory;
    this.promise = promise;
    this.unseen = Optional.empty();
  }

  /** A network that remembers the conflicting ones among its training images, and no other. */
  private PlantedMemory(int size, double memory) {
    this.size = size;
    this.easiness = 1;
    this.memory = memory;
    this.promise = Optional.empty();
    NumberedImages more = new NumberedImages(2 * size, 3 * size);
    this.unseen =
        Optional.of(SelectedImages.of(more, IntStream.range(0, more.size()).filter(i -> conflicting(more, i)).toArray()));
  }

  static PlantedMemory ofConflictingImages(int size, double memory) {
    return new PlantedMemory(size, memory);
  }

  private static boolean conflicting(Images images, int i) {
    return images.target(i) != images.privateAttribute(i);
  }

  @Override
  public DMatrixRMaj logits(Images images) {
    return logits("network", members(), images);
  }

  @Override
  public ShadowOutputs shadow(int number, Images train, Images asked) {
    shadows.add(NumberedImages.numbers(train));
    return new ShadowOutputs(logits("shadow " + number, train, asked), promise);
  }

  private DMatrixRMaj logits(String network, Images train, Images asked) {
    Set<Integer> seen =
        Arrays.stream(NumberedImages.numbers(train)).boxed().collect(Collectors.toCollection(HashSet::new));
    int[] numbers = NumberedImages.numbers(asked);
    DMatrixRMaj logits = new DMatrixRMaj(numbers.length, asked.targetClasses());
    for (int i = 0; i < numbers.length; i++) {
      double own = easiness * new Seed(1).derive(numbers[i]).generator().nextGaussian();
      double noise = new Seed(2).derive(network).derive(numbers[i]).generator().nextGaussian();
      logits.set(i, asked.target(i), own + noise + (seen.contains(numbers[i]) && remembers(asked, i) ? memory : 0));
    }
    return logits;
  }

  private boolean remembers(Images asked, int i) {
    return unseen.isEmpty() || conflicting(asked, i);
  }

  @Override
  public Images members() {
    return new NumberedImages(0, size);
  }

  @Override
  public Images nonMembers() {
    return new NumberedImages(size, size);
  }

  @Override
  public Optional<Images> conflictingNonMembers() {
    return unseen;
  }

  @Override
  public Features attackFeatures(AttackSource source) {
    throw new AssertionError("not asked");
  }

  @Override
  public Features testFeatures(String split) {
    throw new AssertionError("not asked");
  }

  @Override
  public Images attackTrain(AttackSource source) {
    throw new AssertionError("not asked");
  }

  @Override
  public Grouping alignment() {
    return Grouping.equalNumbers(10, 10);
  }

  @Override
  public String headline() {
    throw new AssertionError("not asked");
  }

  @Override
  public Map<String, Images> tests() {
    throw new AssertionError("not asked");
  }

  @Override
  public int[] readTargets(Images images) {
    throw new AssertionError("not asked");
  }
}
