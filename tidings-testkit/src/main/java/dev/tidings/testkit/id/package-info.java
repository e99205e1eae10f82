/** Ids and tokens that are equal in every run. */
@NullMarked
package dev.tidings.testkit.id;

import org.jspecify.annotations.NullMarked;
