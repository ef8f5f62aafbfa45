package org.palimpsest.data;

/**
 * The number of images in each pool of an experiment; a reduced job asks for fewer.
 *
 * @param encoderTrain at least 1
 * @param validation 0 if the protocol has no validation pool
 * @param attackTrain at least 1
 * @param test at least 1
 */
public record PoolSizes(int encoderTrain, int validation, int attackTrain, int test) {

  public PoolSizes {
    require("encoderTrain", encoderTrain, 1);
    require("validation", validation, 0);
    require("attackTrain", attackTrain, 1);
    require("test", test, 1);
  }

  private static void require(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException("%s: expected at least %d, was %d".formatted(name, least, value));
    }
  }
}
