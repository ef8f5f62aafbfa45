package org.palimpsest.data;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a record component of type {@link Mix}, or an Optional of one, that a spec may give as a bare correlation: a
 * {@link Mix.Rho} is written as a number under this key, every other mix as its label under {@code mix}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface CorrelationKey {

  String value();
}
