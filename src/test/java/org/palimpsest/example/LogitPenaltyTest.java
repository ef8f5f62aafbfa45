package org.palimpsest.example;

import org.junit.jupiter.api.Test;
import org.palimpsest.testkit.GradientCheck;
import org.palimpsest.testkit.MethodContract;

class LogitPenaltyTest {

  @Test
  void keepsTheContract() {
    MethodContract.check(new LogitPenalty());
    GradientCheck.check(new LogitPenalty().objective());
  }
}
