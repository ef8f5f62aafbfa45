package mine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.palimpsest.method.Method;
import org.palimpsest.testkit.GradientCheck;
import org.palimpsest.testkit.MethodContract;

/** What every method owes, by the suite's own checks. */
class {{Type}}Test {

  @Test
  void keepsTheContract() {
    MethodContract.check(new {{Type}}());
  }

  @Test
  void itsGradientIsThatOfItsLoss() {
    GradientCheck.check(new {{Type}}().objective());
  }

  @Test
  void theSuiteFindsIt() {
    assertTrue(ServiceLoader.load(Method.class).stream().anyMatch(found -> found.type() == {{Type}}.class));
  }
}
