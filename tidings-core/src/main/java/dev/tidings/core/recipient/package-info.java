/**
 * Profiles of recipients: what producers say about the people they notify. A recipient needs no profile; without one it has no
 * row.
 */
@NullMarked
package dev.tidings.core.recipient;

import org.jspecify.annotations.NullMarked;
