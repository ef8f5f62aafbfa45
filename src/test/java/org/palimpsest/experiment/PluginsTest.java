package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.palimpsest.attack.AttackSource.AttackImages;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.attack.Attacker;
import org.palimpsest.attack.Features;
import org.palimpsest.attack.FittedAttack;
import org.palimpsest.attack.Majority;
import org.palimpsest.attack.Reach;
import org.palimpsest.data.Mix.CorrelationKey;
import org.palimpsest.data.Mix;
import org.palimpsest.erase.Eraser.Erasure;
import org.palimpsest.erase.Eraser;
import org.palimpsest.erase.Leace;
import org.palimpsest.experiment.MeasurePlan.AttackerChoice;
import org.palimpsest.experiment.spec.SpecException;
import org.palimpsest.nn.LinearEncoder;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.random.Seed;

/** What services on the class path add to the catalogue. */
class PluginsTest {

  /** An attacker of somebody else's. */
  public record Guess(@CorrelationKey("attackerRho") Mix mix) implements Attacker {
    public Guess() {
      this(Mix.rho(0.5));
    }

    @Override
    public String name() {
      return "guess";
    }

    @Override
    public String title() {
      return "Guess";
    }

    @Override
    public String description() {
      return "Answers the most frequent class";
    }

    @Override
    public AttackSource source() {
      return new AttackSource(mix, AttackImages.DISJOINT);
    }

    @Override
    public Reach reach() {
      return Reach.CONTROL;
    }

    @Override
    public FittedAttack fit(Features train, Seed seed) {
      return new Majority(source()).fit(train, seed);
    }
  }

  /** An eraser of somebody else's. */
  public record Twice(String name) implements Eraser {
    public Twice() {
      this("twice");
    }

    @Override
    public String title() {
      return "Twice";
    }

    @Override
    public String citation() {
      return "none";
    }

    @Override
    public String description() {
      return "LEACE again";
    }

    @Override
    public Erasure fit(DMatrixRMaj features, int[] privateAttributes, int classes, Seed seed) {
      return new Leace().fit(features, privateAttributes, classes, seed);
    }
  }

  /** An eraser whose name no spec could give. */
  public static final class NoRecord implements Eraser {
    private final Twice twice = new Twice();

    @Override
    public String name() {
      return "no-record";
    }

    @Override
    public String title() {
      return twice.title();
    }

    @Override
    public String citation() {
      return twice.citation();
    }

    @Override
    public String description() {
      return twice.description();
    }

    @Override
    public Erasure fit(DMatrixRMaj features, int[] privateAttributes, int classes, Seed seed) {
      return twice.fit(features, privateAttributes, classes, seed);
    }
  }

  @TempDir private Path folder;

  @Test
  void attackersErasersAndNetworksToo() throws IOException {
    Catalogue catalogue = installed(Map.of(Attacker.class, Guess.class, Eraser.class, Twice.class));
    assertThat(catalogue.attackers()).containsKeys("published", "balanced").containsEntry("guess", new Guess());
    assertThat(catalogue.erasers()).containsKeys("leace", "inlp").containsEntry("twice", new Twice());
    assertThat(catalogue.lines(Catalogue.Topic.ERASERS)).containsEntry("twice", "LEACE again. none");
    String text =
        """
        name: tiny
        title: Tiny
        rho: [0.9]
        methods: [vanilla]
        attackers: [{attacker: guess, attackerRho: 0.3}]
        erasers: [twice]
        """;
    ExperimentSpec spec = new ExperimentReader(catalogue).read("tiny.yaml", text, List.of());
    assertThat(spec.attackers()).containsExactly(new AttackerChoice(new Guess(Mix.rho(0.3)), ""));
    assertThat(spec.erasers().get(0).eraser()).isEqualTo(new Twice());
  }

  @Test
  void saysWhatCannotBeUsed() {
    assertThatThrownBy(() -> installed(Map.of(Eraser.class, NoRecord.class)))
        .isInstanceOf(SpecException.class)
        .hasMessage("plugin " + NoRecord.class.getName() + ": expected a record, whose components are its settings");
    assertThatThrownBy(() -> installed(Map.of(NetworkSpec.class, LinearEncoder.Spec.class)))
        .isInstanceOf(SpecException.class)
        .hasMessageStartingWith("plugin: org.palimpsest.nn.NetworkSpec: ");
    assertThatThrownBy(() -> installed(Map.of(Eraser.class, Leace.class)))
        .hasMessage("two erasers of the name 'leace': " + Leace.class.getName() + " and " + Leace.class.getName());
  }

  private Catalogue installed(Map<Class<?>, Class<?>> services) throws IOException {
    Path root = Files.createDirectories(folder.resolve(String.valueOf(services.hashCode())));
    Path named = Files.createDirectories(root.resolve("META-INF/services"));
    for (Map.Entry<Class<?>, Class<?>> service : services.entrySet()) {
      Files.writeString(named.resolve(service.getKey().getName()), service.getValue().getName());
    }
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {root.toUri().toURL()}, before)) {
      Thread.currentThread().setContextClassLoader(loader);
      return Catalogue.installed();
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
