/**
 * What channels share: endpoint settings, languages, local shortages.
 *
 * <p>Invariant: channels are independent of each other.
 */
@NullMarked
package dev.tidings.channels;

import org.jspecify.annotations.NullMarked;
