package org.palimpsest.data.digits;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.palimpsest.data.DataHome;

/** MNIST for the tests that need the real images. */
public final class RealMnist {

  private RealMnist() {}

  /** The dataset; the calling test is skipped, with a message, if it is not there. */
  public static Mnist require() {
    Mnist mnist = Mnist.in(DataHome.resolve(Optional.empty()));
    assumeTrue(
        mnist.isPresent(), () -> "skipped: no MNIST in " + mnist.folder() + "; set " + DataHome.VARIABLE);
    return mnist;
  }
}
