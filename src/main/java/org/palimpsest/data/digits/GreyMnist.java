package org.palimpsest.data.digits;

/**
 * MNIST whose digits keep their grey values and are not coloured: the same files and images as {@link Mnist}, under a
 * name of their own so that results say what they were made on.
 *
 * @param mnist where the files are
 */
public record GreyMnist(Mnist mnist) implements DigitFiles {

  public static final String NAME = "grey-mnist";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return mnist.description() + ", grey, not coloured";
  }

  @Override
  public LabelledImages train() {
    return mnist.train();
  }

  @Override
  public LabelledImages test() {
    return mnist.test();
  }
}
