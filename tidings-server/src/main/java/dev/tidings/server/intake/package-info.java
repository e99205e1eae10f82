/** Common to all intake: reading intents from JSON, fingerprints and trace context. */
@NullMarked
package dev.tidings.server.intake;

import org.jspecify.annotations.NullMarked;
