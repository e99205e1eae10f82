/**
 * Text from templates, by channel, type, language and part. {@link dev.tidings.channels.text.Wording} decides on trust
 * and fallbacks.
 *
 * <p>Invariants: every file is read and checked at start; rendered text is bounded; the same message in the same
 * language always renders the same.
 */
@NullMarked
package dev.tidings.channels.template;

import org.jspecify.annotations.NullMarked;
