/** Listeners through which the engine reports what it does. */
@NullMarked
package dev.tidings.core.telemetry;

import org.jspecify.annotations.NullMarked;
