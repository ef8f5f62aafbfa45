package mine;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.palimpsest.data.Attribute;
import org.palimpsest.data.Batch;
import org.palimpsest.data.BatchImages;
import org.palimpsest.data.Condition;
import org.palimpsest.data.DataHome;
import org.palimpsest.data.Dataset;
import org.palimpsest.data.Labels;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Pool;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.Protocol;
import org.palimpsest.data.SampledPool;
import org.palimpsest.data.Shape;
import org.palimpsest.data.Task;
import org.palimpsest.random.Seed;

/**
 * A start: noise with a bright row or a bright column (the target) on a dark or a light ground (private).
 *
 * @param noise the largest grey value of it, in [0, 1]
 */
public record {{Type}}(double noise) implements Dataset {

  private static final Shape IMAGE = new Shape(8, 8, 1);
  private static final Attribute STRIPE = Attribute.of("stripe", "stripe", List.of("row", "column"));
  private static final Attribute GROUND = Attribute.of("ground", "ground", List.of("dark", "light"));

  public {{Type}} {
    if (!(noise >= 0 && noise <= 1)) {
      throw new IllegalArgumentException("noise: expected in [0, 1], was " + noise);
    }
  }

  public {{Type}}() {
    this(0.2);
  }

  @Override
  public String name() {
    return "{{name}}";
  }

  @Override
  public String title() {
    return "{{Type}}";
  }

  @Override
  public String description() {
    return "stripes on a dark or a light ground, drawn by procedure; nothing to get";
  }

  @Override
  public boolean drawn() {
    return true;
  }

  @Override
  public Condition condition(String text) {
    return Condition.ofMix(text);
  }

  @Override
  public List<Condition> conditions() {
    return List.of(Condition.ALL);
  }

  @Override
  public List<FileState> files(DataHome home) {
    return List.of();
  }

  @Override
  public PoolSizes full(DataHome home, Protocol protocol) {
    return protocol == Protocol.PUBLISHED ? new PoolSizes(800, 0, 800, 400) : new PoolSizes(500, 100, 200, 400);
  }

  @Override
  public Task open(
      DataHome home, Condition condition, Protocol protocol, PoolSizes sizes, Seed seed) {
    protocol.check(sizes, Integer.MAX_VALUE);
    Pool train = pool(sizes.encoderTrain(), seed.derive("train"));
    Pool test = pool(sizes.test(), seed.derive("test"));
    return new Task(
        STRIPE, GROUND, Optional.empty(), IMAGE, condition.mix(), Task.Defaults.NATURAL, train,
        sizes.validation() == 0 ? Optional.empty() : Optional.of(pool(sizes.validation(), seed.derive("validation"))),
        protocol == Protocol.PUBLISHED ? train : pool(sizes.attackTrain(), seed.derive("attack")),
        List.of(
            new Task.Split("test", "as the images come", test, Mix.asIs(), Mix.asIs()),
            new Task.Split("unbiased", "every group counted alike", test, Mix.asIs(), Mix.balanced())),
        "unbiased");
  }

  /** Stripe and ground go together in four of five images. */
  private Pool pool(int size, Seed seed) {
    RandomGenerator random = seed.generator();
    float[] pixels = new float[size * IMAGE.volume()];
    int[] stripes = new int[size];
    int[] grounds = new int[size];
    for (int i = 0; i < size; i++) {
      stripes[i] = random.nextInt(2);
      grounds[i] = random.nextInt(5) == 0 ? 1 - stripes[i] : stripes[i];
      int place = random.nextInt(8);
      for (int p = 0; p < 64; p++) {
        boolean bright = (stripes[i] == 0 ? p / 8 : p % 8) == place;
        double value = bright ? 1 : grounds[i] == 0 ? -.5 : 0;
        pixels[i * 64 + p] = (float) Math.max(-1, Math.min(1, value + noise * (2 * random.nextDouble() - 1)));
      }
    }
    Labels labels = new Labels(STRIPE, GROUND, stripes, grounds);
    return new SampledPool(new BatchImages(new Batch(8, 8, 1, pixels, stripes, grounds), labels), Optional.empty());
  }
}
