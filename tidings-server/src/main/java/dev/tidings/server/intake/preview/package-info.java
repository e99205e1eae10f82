/**
 * Previews of intents. An intent is checked and routed by the code that accepts it, and each channel shows what it would
 * send.
 *
 * <p>Invariant: nothing is stored, sent or counted against a limit, and no secret is shown.
 */
@NullMarked
package dev.tidings.server.intake.preview;

import org.jspecify.annotations.NullMarked;
