package org.palimpsest.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ejml.data.DMatrixRMaj;
import org.palimpsest.bias.BiasedImages;
import org.palimpsest.privacy.DpStatement;
import org.palimpsest.random.Seed;

/**
 * A network that is surer of what it was trained on: the true logit is the image's own easiness, which every network
 * finds, plus noise of the network's, plus {@code memory} for images it was trained on.
 */
final class PlantedMemory implements ModelView {

  private final int size;
  private final double easiness;
  private final double memory;
  private final Optional<DpStatement> promise;
  final List<int[]> shadows = new ArrayList<>();

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
  }

  @Override
  public DMatrixRMaj logits(BiasedImages images) {
    return logits("network", members(), images);
  }

  @Override
  public Shadow shadow(int number, BiasedImages train, BiasedImages asked) {
    shadows.add(NumberedImages.numbers(train));
    return new Shadow(logits("shadow " + number, train, asked), promise);
  }

  private DMatrixRMaj logits(String network, BiasedImages train, BiasedImages asked) {
    Set<Integer> seen =
        Arrays.stream(NumberedImages.numbers(train)).boxed().collect(Collectors.toCollection(HashSet::new));
    int[] numbers = NumberedImages.numbers(asked);
    DMatrixRMaj logits = new DMatrixRMaj(numbers.length, asked.targetClasses());
    for (int i = 0; i < numbers.length; i++) {
      double own = easiness * new Seed(1).derive(numbers[i]).generator().nextGaussian();
      double noise = new Seed(2).derive(network).derive(numbers[i]).generator().nextGaussian();
      logits.set(i, asked.target(i), own + noise + (seen.contains(numbers[i]) ? memory : 0));
    }
    return logits;
  }

  @Override
  public BiasedImages members() {
    return new NumberedImages(0, size);
  }

  @Override
  public BiasedImages nonMembers() {
    return new NumberedImages(size, size);
  }

  @Override
  public Features attackFeatures(AttackImages which, double attackerRho) {
    throw new AssertionError("not asked");
  }

  @Override
  public Features testFeatures(String split) {
    throw new AssertionError("not asked");
  }

  @Override
  public BiasedImages attackTrain(AttackImages which, double attackerRho) {
    throw new AssertionError("not asked");
  }

  @Override
  public Map<String, BiasedImages> tests() {
    throw new AssertionError("not asked");
  }

  @Override
  public int[] readTargets(BiasedImages images) {
    throw new AssertionError("not asked");
  }
}
