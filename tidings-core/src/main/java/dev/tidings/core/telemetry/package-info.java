/**
 * What the engine tells about itself, without knowing who listens.
 */
@NullMarked
package dev.tidings.core.telemetry;

import org.jspecify.annotations.NullMarked;
