/** Ids and tokens that are the same in every run. */
@NullMarked
package dev.tidings.testkit.id;

import org.jspecify.annotations.NullMarked;
