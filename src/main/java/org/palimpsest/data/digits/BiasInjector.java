package org.palimpsest.data.digits;

import java.util.function.Supplier;
import org.palimpsest.data.DataException;
import org.palimpsest.data.Images;
import org.palimpsest.data.Mix;
import org.palimpsest.data.Pool;
import org.palimpsest.data.Sample;
import org.palimpsest.random.Seed;

/** Gives each image a private attribute that agrees with its target to a chosen degree. */
public interface BiasInjector {

  /** The name by which specs and results refer to it, such as {@code coloured-background}. */
  String name();

  /**
   * @param rho the share of images, in [0, 1], whose private attribute is aligned with their target
   * @param seed decides which images are aligned and which other value the rest receive
   */
  Images inject(LabelledImages images, double rho, Seed seed);

  /**
   * Images that get their private attribute from a painter: every mix is painted anew, on all of them.
   *
   * @param size the number of images
   * @param images read when they are first needed
   * @param painter gives them their private attribute
   */
  record PaintedPool(int size, Supplier<LabelledImages> images, BiasInjector painter) implements Pool {

    @Override
    public boolean isPainted() {
      return true;
    }

    @Override
    public String id() {
      return images.get().checksum();
    }

    @Override
    public Sample in(Mix mix, Seed seed) {
      if (mix instanceof Mix.Rho rho) {
        return Sample.all(painter.inject(images.get(), rho.rho(), seed));
      }
      throw new DataException("mix: expected rho=SHARE, at which digits can be painted, was " + mix.label());
    }
  }
}
