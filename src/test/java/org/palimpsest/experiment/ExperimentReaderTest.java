package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.palimpsest.attack.AttackSource.AttackImages;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.BalancedAttack;
import org.palimpsest.attack.PublishedAttack;
import org.palimpsest.data.Condition;
import org.palimpsest.data.Mix;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.digits.DigitData;
import org.palimpsest.data.folder.ImageFolder;
import org.palimpsest.experiment.MeasurePlan.AttackerChoice;
import org.palimpsest.experiment.spec.RecordBinder;
import org.palimpsest.experiment.spec.SpecDocument;
import org.palimpsest.experiment.spec.SpecException;
import org.palimpsest.experiment.spec.SpecJson;
import org.palimpsest.experiment.spec.SpecNode;
import org.palimpsest.method.BiasBal;
import org.palimpsest.method.EnD;
import org.palimpsest.method.Vanilla;
import org.palimpsest.method.dp.DpRecipe;
import org.palimpsest.method.dp.DpSgd;
import org.palimpsest.method.dp.WithDp;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.nn.SimpleConvNet.Bottleneck;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.train.TrainSpec.Selection;
import org.palimpsest.train.TrainSpec;

class ExperimentReaderTest {

  private static final Catalogue CATALOGUE = Catalogue.standard();

  /** As digits have it. */
  private static final PublishedAttack PUBLISHED =
      new PublishedAttack(new AttackSource(Mix.rho(0.999), AttackImages.ENCODER), 0.01, 256, 50, 20, 0.1);

  private static final String TEXT =
      """
      name: test
      title: A test
      digits: drawn
      protocol: disjoint
      pools: {encoderTrain: 100, validation: 20}
      network: {widths: [4, 6], kernelSize: 3}
      train:
        epochs: 3
        learningRate: 1e-2
        selection: best-validation-biased
      rho: [.9, 0.99]
      methods:
        - vanilla
        - {method: end, alpha: 2, network: {bottleneck: tanh-unit}, at: {0.99: {beta: 25.4}}}
        - {method: end, rho: [.9]}
      attackers:
        - published
        - {attacker: balanced, attackerRho: 0.5, images: encoder}
      seeds: 2
      """;

  @Test
  void conditionsThatHaveToBeNamedAreAskedForByTheNameThatTheDatasetHasForThem() {
    SpecNode places =
        SpecDocument.parse("test.yaml", "dataset: {folder: faces, height: 4, width: 4, condition: place}").root();
    ImageFolder faces = RecordBinder.bind(places.get("dataset"), new ImageFolder());
    assertThatThrownBy(() -> DataReader.conditions(places, faces))
        .hasMessage("test.yaml: conditions: expected one value or more, was nothing");
    assertThatThrownBy(() -> read(TEXT.replace("rho: [.9, 0.99]\n", "")))
        .hasMessage("test.yaml: rho: expected one value or more, was nothing");
  }

  @Test
  void readsEverything() {
    ExperimentSpec spec = read(TEXT);
    assertThat(spec.name()).isEqualTo("test");
    assertThat(spec.dataset()).isEqualTo(new DigitData.DrawnDigitData());
    assertThat(spec.protocol()).isEqualTo(Protocol.DISJOINT);
    assertThat(spec.pools()).isEqualTo(new PoolSizes(100, 20, 10_000, 10_000));
    assertThat(((SimpleConvNet) spec.network()).widths()).containsExactly(4, 6);
    assertThat(spec.train())
        .isEqualTo(new TrainSpec(3, 256, 0.01, 20, 0.1, 1e-4, Selection.BEST_VALIDATION_BIASED));
    assertThat(spec.conditions()).containsExactly(Condition.rho(0.9), Condition.rho(0.99));
    assertThat(spec.seeds()).isEqualTo(2);
    assertThat(spec.attackers().get(0)).isEqualTo(new AttackerChoice(PUBLISHED, ""));
    AttackSource source = new AttackSource(Mix.rho(0.5), AttackImages.ENCODER);
    assertThat(spec.attackers().get(1))
        .isEqualTo(new AttackerChoice(BalancedAttack.on(source), "images=encoder"));
  }

  @Test
  void listsOfSettingsAreASweep() {
    String sweep = "{attacker: balanced, attackerRho: [.1, .5], examples: [50, all], l2: 0.01}";
    List<AttackerChoice> attackers =
        read(TEXT.replace("{attacker: balanced, attackerRho: 0.5, images: encoder}", sweep)).attackers();
    assertThat(attackers)
        .extracting(AttackerChoice::label)
        .containsExactly(
            "published at rho 0.999",
            "balanced (examples=50 l2=0.01) at rho 0.1",
            "balanced (l2=0.01) at rho 0.1",
            "balanced (examples=50 l2=0.01) at rho 0.5",
            "balanced (l2=0.01) at rho 0.5");
    assertThat(attackers.get(1).attacker())
        .isEqualTo(new BalancedAttack(new AttackSource(Mix.rho(0.1), AttackImages.DISJOINT, 50), 0.01, 1e-4, 1000));
  }

  @Test
  void methodsCarryTheirSettingsByRhoAndAVariantThatTellsThemApart() {
    List<MethodChoice> methods = read(TEXT).methods();
    assertThat(methods.get(0).method()).isEqualTo(new Vanilla());
    assertThat(methods.get(0).variant()).isEmpty();
    EnD usual = new EnD();
    assertThat(methods.get(1).methodAt(Condition.rho(0.9))).isEqualTo(new EnD(2, usual.beta(), usual.pairs()));
    assertThat(methods.get(1).methodAt(Condition.rho(0.99))).isEqualTo(new EnD(2, 25.4, usual.pairs()));
    assertThat(((SimpleConvNet) methods.get(1).network()).bottleneck()).isEqualTo(Bottleneck.TANH_UNIT);
    assertThat(((SimpleConvNet) methods.get(1).network()).widths()).containsExactly(4, 6);
    assertThat(methods.get(1).variant()).isEqualTo("alpha=2.0 beta=by-rho bottleneck=tanh-unit");
    assertThat(methods.get(2).conditions()).containsExactly(Condition.rho(0.9));
  }

  @Test
  void methodsArePrivateWithASectionOfTheirOwn() {
    String methods = "- {method: biasbal, dp: {noiseMultiplier: 1.1, clipping: per-layer}}\n  - {method: dp-sgd}";
    List<MethodChoice> choices = read(TEXT.replace("- vanilla", methods)).methods();
    DpSgd usual = new DpSgd();
    assertThat(choices.get(0).method())
        .usingRecursiveComparison()
        .ignoringFields("dp.noiseMultiplier", "dp.clipping")
        .isEqualTo(new WithDp(new BiasBal(), usual));
    DpSgd mechanism = ((WithDp) choices.get(0).method()).dp();
    assertThat(mechanism.noiseMultiplier()).hasValue(1.1);
    assertThat(mechanism.clipping()).isEqualTo(DpSgd.ClippingRule.PER_LAYER);
    assertThat(choices.get(0).label()).isEqualTo("dp-biasbal (clipping=per-layer noiseMultiplier=1.1)");
    assertThat(choices.get(1).method()).isEqualTo(usual);
    assertThat(choices.get(1).variant()).isEmpty();
  }

  @Test
  void aRecipesSettingsStandAmongThoseOfDpSgd() {
    String methods =
        "- {method: dp-sgd, emaDecay: 0.99, trainedLayers: 2}\n  - {method: biasbal, dp: {augmentations: 4, shift: 1}}";
    List<MethodChoice> choices = read(TEXT.replace("- vanilla", methods)).methods();
    DpRecipe average = new DpRecipe(0.99, 0, 2, Optional.of(2));
    assertThat(choices.get(0).method()).isEqualTo(new DpSgd().with(average));
    assertThat(choices.get(0).label()).isEqualTo("dp-sgd (emaDecay=0.99 trainedLayers=2)");
    DpRecipe copies = new DpRecipe(0, 4, 1, Optional.empty());
    assertThat(choices.get(1).method()).isEqualTo(new WithDp(new BiasBal(), new DpSgd().with(copies)));
    assertThat(choices.get(1).label()).isEqualTo("dp-biasbal (augmentations=4 shift=1)");
    assertThatThrownBy(() -> read(TEXT.replace("- vanilla", "- {method: dp-sgd, emaDecay: 1}")))
        .hasMessageContaining("methods[0].emaDecay: expected in [0, 1), was 1.0");
    assertThatThrownBy(() -> read(TEXT.replace("- vanilla", "- {method: dp-sgd, emadecay: 0.9}")))
        .hasMessageContaining("did you mean 'emaDecay'?");
  }

  /** So that networks that were trained before there was a choice are found again. */
  @Test
  void withoutARecipeASpecIsWhatItWas() {
    assertThat(SpecJson.tree(new WithDp(new BiasBal(), new DpSgd())).toString())
        .contains(
            "{\"clipping\":\"flat\",\"clippingNorm\":0.1,\"delta\":1.0E-5,\"method\":\"dp-sgd\",\"microBatch\":512,"
                + "\"noiseMultiplier\":null,\"rescale\":false,\"secure\":false,\"targetEpsilon\":null}");
    assertThat(SpecJson.tree(new DpSgd().with(new DpRecipe(0.9, 0, 2, Optional.empty()))).toString())
        .contains("\"augmentations\":0", "\"emaDecay\":0.9", "\"shift\":2", "\"trainedLayers\":null");
  }

  @Test
  void gradientDescentWithMomentum() {
    TrainSpec train = read(TEXT.replace("epochs: 3", "epochs: 3\n  optimiser: sgd\n  momentum: 0.9")).train();
    assertThat(train.optimiserSpec()).isEqualTo(OptimiserSpec.sgd(0.9, 1e-4));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epochs: 3|epoch: 3|test.yaml:8: train.epoch: unknown key (did you mean 'epochs'?)",
        "epochs: 3|epochs: 0|test.yaml:8: train.epochs: expected at least 1, was 0",
        "epochs: 3|epochs: three|test.yaml:8: train.epochs: expected a whole number, was 'three'",
        "epochs: 3|epochs: 3.5|test.yaml:8: train.epochs: expected a whole number, was '3.5'",
        "epochs: 3|epochs: 30000000000|"
            + "test.yaml:8: train.epochs: expected a whole number below 2^31, was '30000000000'",
        "epochs: 3|momentum: 0.9|test.yaml:8: train.momentum: expected 0 with adam, whose own is 0.9, was 0.9",
        "- vanilla|- {method: dp-sgd, noiseMultiplier: 1, targetEpsilon: 1}|test.yaml:13: methods[0].noiseMultiplier:"
            + " expected none where targetEpsilon is given, was 1.0",
        "- vanilla|- {method: biasbal, dp: {noise: 1}}|"
            + "test.yaml:13: methods[0].dp.noise: unknown key (did you mean 'noiseMultiplier'?)",
        "- vanilla|- {method: end, dp: {}}|test.yaml:13: methods[0].dp: base: expected a method in which every image"
            + " has a loss of its own, was end, in whose loss the images of a batch depend on each other: one image"
            + " moves the gradients of the rest, so clipping single images' gradients bounds nothing",
        "seeds: 2|seed: x|test.yaml:19: seed: expected a whole number, was 'x'",
        "seeds: 2|seeds: 0|test.yaml:19: seeds: expected at least 1, was 0",
        "seeds: 2|seeds: 5000000000|test.yaml:19: seeds: expected a whole number below 2^31, was '5000000000'",
        "seeds: 2|sedes: 2|test.yaml:19: sedes: unknown key (did you mean 'seeds'?)",
        "- vanilla|- vanila|test.yaml:13: methods[0]: unknown method 'vanila' (did you mean 'vanilla'?)",
        "- published|- publish|test.yaml:17: attackers[0]: unknown attacker 'publish' (did you mean 'published'?)",
        "images: encoder|examples: 101, images: encoder|test.yaml:16: attackers: expected at most the 100 examples"
            + " there are, was balanced (examples=101 images=encoder) at rho 0.5",
        "attackerRho: 0.5|attackerRho: [0.5, 0.5]|"
            + "test.yaml:16: attackers: expected each attacker once on each mix, was balanced (images=encoder) at rho"
            + " 0.5 twice",
        "attackerRho: 0.5|attackerRho: []|"
            + "test.yaml:18: attackers[1].attackerRho: expected one value or more, was a list",
        "attackerRho: 0.5|attackerRho: [0.5, 1.5]|test.yaml:18: attackers[1].attackerRho: expected a share in [0, 1], was 1.5",
        "attackerRho: 0.5|rho: 0.5|test.yaml:18: attackers[1].rho: unknown key (known: attacker, attackerRho, colourings,"
            + " examples, gradientTolerance, images, l2, maxIterations, mix)",
        "alpha: 2|alpa: 2|test.yaml:14: methods[1].alpa: unknown key (did you mean 'alpha'?)",
        "alpha: 2|alpha: -2|test.yaml:14: methods[1].alpha: expected finite and at least 0, was -2.0",
        "0.99: {beta|0.97: {beta|"
            + "test.yaml:14: methods[1].at.0.97: expected one of the experiment's conditions [rho=0.9, rho=0.99], was"
            + " rho=0.97",
        "bottleneck: tanh-unit|bottleneck: tanh|"
            + "test.yaml:14: methods[1].network.bottleneck: unknown value 'tanh' (did you mean 'tanh-unit'?)",
        "digits: drawn|digits: mnst|test.yaml:3: digits: unknown dataset 'mnst' (did you mean 'mnist'?)",
        "protocol: disjoint|protocol: joint|test.yaml:4: protocol: unknown value 'joint' (did you mean 'disjoint'?)",
        "kernelSize: 3|kernelSize: 4|test.yaml:6: network.kernelSize: expected odd and at least 1, was 4",
        "widths: [4, 6]|widths: 4|test.yaml:6: network.widths: expected a list, was '4'",
        "rho: [.9, 0.99]|rho: [.9, 0.99, .9]|test.yaml:11: rho: expected each once, was [rho=0.9, rho=0.99, rho=0.9]",
        "rho: [.9, 0.99]|rho: [.9, 0.99, 1.1]|"
            + "test.yaml:11: rho[2]: expected values above 0 and at most 1, was 1.1",
        "validation: 20|validation: 0|"
            + "test.yaml:10: train.selection: expected last, as there are no validation images, was"
            + " best-validation-biased",
        "seeds: 2|title: again|test.yaml:19: Duplicate field 'title'",
        "name: test|name: A Test|test.yaml:1: name: expected lower-case letters, digits and hyphens, was A Test",
      })
  void refusesWithFileLineKeyAndAHint(String found, String replacement, String message) {
    assertThat(TEXT).contains(found);
    assertThatThrownBy(() -> read(TEXT.replace(found, replacement)))
        .isInstanceOf(SpecException.class)
        .hasMessage(message);
  }

  @Test
  void whatIsNoMappingIsNoExperiment() {
    assertThatThrownBy(() -> read("- a\n- b\n")).hasMessage("test.yaml: expected keys and values, was a list");
    assertThatThrownBy(() -> read("a: [1\n")).isInstanceOf(SpecException.class).hasMessageStartingWith("test.yaml:");
    assertThatThrownBy(() -> read("")).isInstanceOf(SpecException.class);
  }

  @Test
  void assignmentsLieOverTheText() {
    ExperimentSpec spec =
        read(TEXT, "train.epochs=7", "rho=[0.9,0.99,.5]", "methods[1].beta=3", "pools.test=50", "seed=9");
    assertThat(spec.train().epochs()).isEqualTo(7);
    assertThat(spec.conditions()).containsExactly(Condition.rho(0.9), Condition.rho(0.99), Condition.rho(0.5));
    assertThat(spec.methods().get(1).methodAt(Condition.rho(0.9))).isEqualTo(new EnD(2, 3, EnD.Pairs.PUBLISHED));
    assertThat(spec.pools().test()).isEqualTo(50);
    assertThat(spec.seed()).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train.epochs=0|--set: train.epochs: expected at least 1, was 0",
        "train.epoch=1|--set: train.epoch: unknown key (did you mean 'epochs'?)",
        "methods=[{method: end, alpha: -1}]|--set: methods[0].alpha: expected finite and at least 0, was -1.0",
        "train.epochs|--set: expected KEY=VALUE, was 'train.epochs'",
        "methods[7].alpha=1|--set methods[7].alpha: expected an index 0..2, was '7'",
        "name.x=1|--set name.x: there is nothing below 'name' to set",
      })
  void badAssignmentsSaySo(String assignment, String message) {
    assertThatThrownBy(() -> read(TEXT, assignment)).isInstanceOf(SpecException.class).hasMessage(message);
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void everyShippedExperimentIsReadableAndSaysWhatItIsFor(String name) {
    ExperimentSpec spec =
        new ExperimentReader(CATALOGUE).read(name + ".yaml", CATALOGUE.experiment(name), List.of());
    assertThat(spec.name()).isEqualTo(name);
    assertThat(List.of(spec.reproduces(), spec.expect(), spec.cost())).allMatch(text -> !text.isEmpty());
    assertThat(spec.grid()).isNotEmpty();
    if (spec.dataset() instanceof DigitData && !CATALOGUE.experiment(name).contains("\ndataset:")) {
      assertThat(on("mnist", name).scale()).isEqualTo(name.equals("paper") ? "full" : "reduced");
      assertThat(on("drawn", name).scale()).isEqualTo("reduced");
    }
  }

  private static ExperimentSpec on(String digits, String name) {
    return new ExperimentReader(CATALOGUE)
        .read(name + ".yaml", CATALOGUE.experiment(name), List.of("digits=" + digits));
  }

  /** The published attack gets the published training, within 2 % of the sum of its learning rates, or is called reduced. */
  @ParameterizedTest
  @MethodSource("shippedOnDigits")
  void thePublishedAttackIsWholeOrNamedAmongTheReductions(String name) {
    ExperimentSpec spec = on("mnist", name);
    for (AttackerChoice choice : spec.attackers()) {
      if (choice.attacker() instanceof PublishedAttack attack) {
        int there =
            attack.source().images() == AttackImages.ENCODER
                ? spec.pools().encoderTrain()
                : spec.pools().attackTrain();
        double total = attack.totalRate(attack.source().examples().orElse(there));
        boolean whole = Math.abs(total / 51.935 - 1) <= .02;
        assertThat(spec.reductions().stream().anyMatch(text -> text.startsWith("published attack")))
            .as("%s: rates sum to %s", name, total)
            .isEqualTo(!whole);
      }
    }
  }

  @Test
  void theCatalogueListsEveryShippedExperiment() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("benchmarks/experiments"))) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".yaml", "")).toList())
          .containsExactlyInAnyOrderElementsOf(CATALOGUE.experiments());
    }
  }

  @Test
  void thePaperTakesThePublishedSettings() {
    ExperimentSpec spec =
        new ExperimentReader(CATALOGUE).read("paper.yaml", CATALOGUE.experiment("paper"), List.of());
    assertThat(spec.train()).isEqualTo(TrainSpec.PUBLISHED);
    assertThat(spec.network()).isEqualTo(SimpleConvNet.PUBLISHED);
    assertThat(spec.pools()).isEqualTo(new PoolSizes(60_000, 0, 60_000, 10_000));
    assertThat(spec.methods().get(1).methodAt(Condition.rho(0.999))).isEqualTo(new EnD(24.7, 25.4, EnD.Pairs.PUBLISHED));
    assertThat(spec.methods().get(1).methodAt(Condition.rho(0.99))).isEqualTo(new EnD());
  }

  static List<String> shippedOnDigits() {
    return shipped().stream().filter(name -> CATALOGUE.experiment(name).contains("\ndigits:")).toList();
  }

  static List<String> shipped() {
    return CATALOGUE.experiments();
  }

  private static ExperimentSpec read(String yaml, String... assignments) {
    return new ExperimentReader(CATALOGUE).read("test.yaml", yaml, List.of(assignments));
  }
}
