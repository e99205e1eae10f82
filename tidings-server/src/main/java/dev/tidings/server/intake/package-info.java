/**
 * What every way in shares: reading an intent from JSON, telling whether two are the same, taking in trace context.
 */
@NullMarked
package dev.tidings.server.intake;

import org.jspecify.annotations.NullMarked;
