package org.palimpsest.experiment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.palimpsest.Nearest;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.BalancedAttack;
import org.palimpsest.attack.ConditionalAttack;
import org.palimpsest.attack.LinearAttack;
import org.palimpsest.attack.LinearErrorsAttack;
import org.palimpsest.attack.MdlAttack;
import org.palimpsest.attack.MlpAttack;
import org.palimpsest.attack.ModelAttack;
import org.palimpsest.attack.NearestNeighbours;
import org.palimpsest.attack.PublishedAttack;
import org.palimpsest.attack.PublishedMlpAttack;
import org.palimpsest.attack.network.DecoderAttack;
import org.palimpsest.attack.network.LikelihoodRatioAttack;
import org.palimpsest.attack.network.MembershipAttack;
import org.palimpsest.attack.network.OneRunAttack;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.celeba.CelebaData;
import org.palimpsest.data.celeba.GroupedFaces;
import org.palimpsest.data.digits.DigitData;
import org.palimpsest.data.digits.GroupedDigits;
import org.palimpsest.data.drawn.DrawnBars;
import org.palimpsest.data.folder.ImageFolder;
import org.palimpsest.data.imdb.ImdbData;
import org.palimpsest.data.xray.SiimData;
import org.palimpsest.erase.Eraser;
import org.palimpsest.erase.Inlp;
import org.palimpsest.erase.Leace;
import org.palimpsest.experiment.spec.Plugins;
import org.palimpsest.experiment.spec.SpecException;
import org.palimpsest.method.BiasBal;
import org.palimpsest.method.EnD;
import org.palimpsest.method.FairKl;
import org.palimpsest.method.GreyInput;
import org.palimpsest.method.GroupDro;
import org.palimpsest.method.Irene;
import org.palimpsest.method.LearnedMixin;
import org.palimpsest.method.Lnl;
import org.palimpsest.method.Method;
import org.palimpsest.method.OracleData;
import org.palimpsest.method.RUBi;
import org.palimpsest.method.ReBias;
import org.palimpsest.method.Untrained;
import org.palimpsest.method.Vanilla;
import org.palimpsest.method.dp.DpSgd;
import org.palimpsest.nn.DenseNet121;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.ResNet18;
import org.palimpsest.nn.SimpleConvNet;
import org.palimpsest.nn.SmallConvNet;

/**
 * The table of contents: everything a spec may name. Each entry is an instance with default settings; to add a
 * method, an attacker, an eraser, a network or a dataset, write its record and add it here, or provide it from a jar of your own.
 */
public final class Catalogue {

  private static final String EXPERIMENTS = "/org/palimpsest/experiments/";
  private static final List<Dataset> DATASETS =
      List.of(
          new DigitData.MnistData(), new DigitData.GreyMnistData(), new DigitData.DrawnDigitData(), new GroupedDigits(),
          new GroupedFaces(),
          new DrawnBars(), new ImageFolder(), new CelebaData.CelebA(), new CelebaData.DrawnCelebA(),
          new ImdbData.Imdb(), new ImdbData.DrawnImdb(), new SiimData.Siim(), new SiimData.DrawnSiim());

  private final Map<String, Method> methods;
  private final Map<String, Attacker> attackers;
  private final Map<String, ModelAttack> modelAttacks;
  private final Map<String, Eraser> erasers;
  private final Map<String, NetworkSpec> networks;
  private final Map<String, Dataset> datasets;

  public Catalogue(
      List<Method> methods,
      List<Attacker> attackers,
      List<ModelAttack> modelAttacks,
      List<Eraser> erasers,
      List<NetworkSpec> networks,
      List<Dataset> datasets) {
    this.methods = byName("methods", methods, Method::name);
    this.attackers = byName("attackers", attackers, Attacker::name);
    this.modelAttacks = byName("attackers", modelAttacks, ModelAttack::name);
    this.erasers = byName("erasers", erasers, Eraser::name);
    this.networks = byName("networks", networks, NetworkSpec::name);
    this.datasets = byName("datasets", datasets, Dataset::name);
  }

  /** A catalogue without erasers and attacks on whole networks. */
  public Catalogue(List<Method> methods, List<Attacker> attackers, List<NetworkSpec> networks) {
    this(methods, attackers, List.of(), List.of(), networks, DATASETS);
  }

  /** What comes with the suite. */
  public static Catalogue standard() {
    return new Catalogue(
        List.of(
            new Vanilla(),
            new OracleData(),
            new GreyInput(),
            new Untrained(),
            new EnD(),
            new RUBi(),
            new LearnedMixin(),
            new ReBias(),
            new BiasBal(),
            new GroupDro(),
            new Lnl(),
            new Irene(),
            new FairKl(),
            new DpSgd()),
        List.of(
            new PublishedAttack(),
            new BalancedAttack(),
            new PublishedMlpAttack(),
            new LinearAttack(),
            new LinearErrorsAttack(),
            new MlpAttack(),
            new NearestNeighbours(),
            new ConditionalAttack(),
            new MdlAttack()),
        List.of(
            new DecoderAttack(),
            new MembershipAttack(),
            new LikelihoodRatioAttack(),
            new OneRunAttack()),
        List.of(
            new Leace(),
            new Inlp()),
        List.of(
            SimpleConvNet.PUBLISHED,
            SmallConvNet.COLOUR,
            ResNet18.PUBLISHED,
            DenseNet121.PUBLISHED),
        DATASETS);
  }

  /**
   * What comes with the suite, and what plugins on the class path provide as services.
   *
   * @throws SpecException if a plugin cannot be used; the message names it
   */
  public static Catalogue installed() {
    Catalogue standard = standard();
    return new Catalogue(
        Plugins.with(standard.methods.values(), Method.class, Method::name),
        Plugins.with(standard.attackers.values(), Attacker.class, Attacker::name),
        Plugins.with(standard.modelAttacks.values(), ModelAttack.class, ModelAttack::name),
        Plugins.with(standard.erasers.values(), Eraser.class, Eraser::name),
        Plugins.with(standard.networks.values(), NetworkSpec.class, NetworkSpec::name),
        Plugins.with(standard.datasets.values(), Dataset.class, Dataset::name));
  }

  public Map<String, Method> methods() {
    return methods;
  }

  public Map<String, Attacker> attackers() {
    return attackers;
  }

  /** Attacks that need more of a network than features; specs name them among the attackers. */
  public Map<String, ModelAttack> modelAttacks() {
    return modelAttacks;
  }

  public Map<String, Eraser> erasers() {
    return erasers;
  }

  public Map<String, NetworkSpec> networks() {
    return networks;
  }

  /** What can be listed. */
  public enum Topic {
    METHODS,
    ATTACKERS,
    ERASERS,
    DATASETS,
    NETWORKS,
    EXPERIMENTS
  }

  /** The names of one kind of entry, and a line on each. */
  public Map<String, String> lines(Topic topic) {
    Map<String, String> lines = new LinkedHashMap<>();
    switch (topic) {
      case METHODS -> methods.forEach((name, method) -> lines.put(name, method.title() + ". " + method.citation()));
      case ATTACKERS -> {
        attackers.forEach((name, attacker) -> lines.put(name, attacker.description()));
        modelAttacks.forEach((name, attack) -> lines.put(name, attack.description()));
      }
      case ERASERS ->
          erasers.forEach((name, eraser) -> lines.put(name, eraser.description() + ". " + eraser.citation()));
      case DATASETS -> datasets.forEach((name, dataset) -> lines.put(name, dataset.description()));
      case NETWORKS -> networks.forEach((name, network) -> lines.put(name, network.summary()));
      case EXPERIMENTS -> {
        for (String name : experiments()) {
          lines.put(name, new ExperimentReader(this).read(name + ".yaml", experiment(name), List.of()).title());
        }
      }
    }
    return lines;
  }

  public Map<String, Dataset> datasets() {
    return datasets;
  }

  /** The experiments on the class path, by name. */
  public List<String> experiments() {
    return List.of(
        "smoke", "quick", "methods", "attackers", "attacker-sweep", "attack-factorial", "biased-mnist", "paper",
        "dp-mnist", "dp", "fair-quick", "fair-rotated", "fair-imbalance", "fair-rare-digit", "fair-pretrained",
        "fair-ranking", "fair-data", "fair-celeba", "fair-recipe", "fair-standardised", "frontier", "members",
        "members-rare", "attack-curve", "faces-quick", "celeba", "imdb", "siim-quick", "siim");
  }

  /** The YAML text of an experiment on the class path. */
  public String experiment(String name) {
    if (!experiments().contains(name)) {
      throw new SpecException("unknown experiment '" + name + "'" + Nearest.hint(name, experiments()));
    }
    try (InputStream text = Catalogue.class.getResourceAsStream(EXPERIMENTS + name + ".yaml")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> Map<String, T> byName(String what, List<T> entries, Function<T, String> name) {
    Map<String, T> byName = new LinkedHashMap<>();
    for (T entry : entries) {
      T before = byName.putIfAbsent(name.apply(entry), entry);
      if (before != null) {
        throw new SpecException(
            "two %s of the name '%s': %s and %s"
                .formatted(what, name.apply(entry), before.getClass().getName(), entry.getClass().getName()));
      }
    }
    return Collections.unmodifiableMap(byName);
  }
}
