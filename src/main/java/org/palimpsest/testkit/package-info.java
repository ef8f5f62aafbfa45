/**
 * The rules for methods as checks that the tests of a plugin can call: they need no test framework and throw
 * {@link java.lang.AssertionError}.
 */
package org.palimpsest.testkit;
