/**
 * Words from templates: of a channel, by type, language and part. What is a {@link
 * dev.tidings.channels.text.Wording} is decided there; this room only writes around it.
 *
 * <p>Invariants: every file is read and checked at start; what a template makes is bounded; the same message in the same
 * language is always written the same.
 */
@NullMarked
package dev.tidings.channels.template;

import org.jspecify.annotations.NullMarked;
