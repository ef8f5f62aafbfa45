package org.palimpsest.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.palimpsest.attack.AttackImages;
import org.palimpsest.attack.AttackSource;
import org.palimpsest.data.Images;
import org.palimpsest.data.PoolSizes;
import org.palimpsest.data.digits.ColouredBackground;
import org.palimpsest.data.digits.DrawnDigits;
import org.palimpsest.data.digits.Protocol;
import org.palimpsest.random.Seed;

/** The images and colours of a digit cell are those of every run so far: its random streams keep their names. */
class PinnedStreamsTest {
  @Test
  void print() {
    PoolSizes sizes = new PoolSizes(60, 20, 30, 40);
    DrawnDigits digits = new DrawnDigits(110, 40, new Seed(0).derive("drawn digits"));
    ExperimentSpec spec = new ExperimentReader(Catalogue.standard()).read("t.yaml", "name: t\ntitle: t\ndigits: drawn\nprotocol: disjoint\npools: {encoderTrain: 60, validation: 20, attackTrain: 30, test: 40}\nrho: [.9]\nmethods: [vanilla, oracle-data]\nattackers: [balanced]\nseeds: 2\nseed: 3\n", List.of());
    for (Cell cell : spec.grid("drawn")) {
      CellData data = new CellData(Protocol.DISJOINT.pools(digits, sizes, new Seed(3).derive("pools")), new ColouredBackground(), cell.spec());
      System.out.println("PIN " + cell.label());
      System.out.println("PIN train " + sum(data.train()));
      System.out.println("PIN erasure " + sum(data.erasureTrain(Optional.of(.5))));
      System.out.println("PIN validation " + sum(data.validation().get().biased()) + " " + sum(data.validation().get().unbiased()));
      System.out.println("PIN attack " + sum(data.attackTrain(AttackSource.BALANCED)) + " " + sum(data.attackTrain(AttackSource.PUBLISHED)));
      System.out.println("PIN unseen " + sum(data.unseen()));
      for (TestSplit s : TestSplit.values()) System.out.println("PIN " + s + " " + sum(data.test(s)));
      System.out.println("PIN stream " + data.stream("init", "encoder") + " " + data.examples(AttackImages.ENCODER));
    }
  }
  static String sum(Images images) {
    StringBuilder text = new StringBuilder();
    float[] pixels = new float[images.height() * images.width() * images.channels()];
    for (int i = 0; i < images.size(); i++) {
      images.write(i, pixels, 0);
      text.append(images.target(i)).append(' ').append(images.privateAttribute(i)).append(' ').append(java.util.Arrays.hashCode(pixels)).append('\n');
    }
    return images.size() + ":" + org.palimpsest.random.Sha256.of(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)).substring(0, 12);
  }
}
