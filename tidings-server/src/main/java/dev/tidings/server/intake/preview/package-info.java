/**
 * What would become of an intent. It is checked and routed by what accepting it would use, and each channel shows what it
 * would send.
 *
 * <p>Invariant: nothing is stored, sent, counted against a limit or shown that is a secret.
 */
@NullMarked
package dev.tidings.server.intake.preview;

import org.jspecify.annotations.NullMarked;
