package org.palimpsest.experiment;

import java.nio.file.Path;
import org.palimpsest.Require;
import org.palimpsest.data.Shape;
import org.palimpsest.method.Learner;
import org.palimpsest.method.Method;
import org.palimpsest.method.Training;
import org.palimpsest.nn.Encoder;
import org.palimpsest.nn.NetworkSpec;
import org.palimpsest.nn.OptimiserSpec;
import org.palimpsest.random.Seed;

/**
 * Features of a file in the place of a method and the network that it trains: they are measured as they are.
 *
 * @param arm the name that tables give them
 * @param file where they lie
 * @param sha256 of the file
 */
public record GivenArm(String arm, String file, String sha256) implements Method {

  public GivenArm {
    Require.that(
        arm.matches("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]*"), "arm", "letters, digits, points, hyphens and underscores", arm);
  }

  @Override
  public String name() {
    return arm;
  }

  @Override
  public String title() {
    return arm;
  }

  @Override
  public String citation() {
    return "features of " + Path.of(file).getFileName() + ", SHA-256 " + sha256;
  }

  @Override
  public boolean trains() {
    return false;
  }

  @Override
  public Learner learner(Encoder encoder, Training training) {
    throw new IllegalArgumentException("features: expected to be measured, was to be trained");
  }

  /**
   * The network that made the features, of which nothing is known but what comes out.
   *
   * @param featureCount D
   * @param classes C, 1 where there is no target
   */
  public record Outside(int featureCount, int classes) implements NetworkSpec {

    @Override
    public String name() {
      return "outside";
    }

    @Override
    public Shape input() {
      return new Shape(1, 1, featureCount);
    }

    @Override
    public boolean unitFeatures() {
      return false;
    }

    @Override
    public String summary() {
      return featureCount + " features made elsewhere";
    }

    @Override
    public Encoder create(OptimiserSpec optimiser, Seed seed) {
      throw new IllegalArgumentException("network: expected one that can be made, was one that something else made");
    }
  }
}
