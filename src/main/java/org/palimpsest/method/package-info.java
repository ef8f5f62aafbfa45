/**
 * Training methods, one file each: the record <em>is</em> the method, its components are its
 * hyper-parameters. An idea that is a loss implements {@link org.palimpsest.method.Objective}; one that owns
 * more (extra networks, other heads, a changed gradient) implements {@link org.palimpsest.method.Learner}.
 */
package org.palimpsest.method;
