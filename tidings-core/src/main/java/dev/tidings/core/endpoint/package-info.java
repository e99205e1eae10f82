/**
 * Where a channel reaches a recipient. Secrets are values that never print themselves.
 */
@NullMarked
package dev.tidings.core.endpoint;

import org.jspecify.annotations.NullMarked;
