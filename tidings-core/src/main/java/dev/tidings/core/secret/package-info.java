/** Masking of secrets: the one place that decides how much of a value is shown. */
@NullMarked
package dev.tidings.core.secret;

import org.jspecify.annotations.NullMarked;
