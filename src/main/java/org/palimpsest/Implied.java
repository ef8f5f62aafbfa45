package org.palimpsest;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A default that goes without saying: where a record's component has it, the record's canonical JSON leaves the
 * component out. What specs came to say later is declared so, and all earlier ones keep their text and their ids.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Implied {

  /** The default as it would be written, such as {@code poisson}, {@code 0.0} or {@code null}; text without quotes. */
  String value();
}
