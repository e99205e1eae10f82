/**
 * Delivers by e-mail over SMTP.
 *
 * <p>Invariants: nothing that a producer said can add a header or a recipient; the Message-ID of a delivery is the same
 * on every attempt; what is wrong with the mail server or its configuration is retried, and only what the server said
 * of this message or this recipient ends a delivery. The host is the operator's own choice, so the outbound guard is not
 * asked.
 */
@NullMarked
package dev.tidings.channels.email;

import org.jspecify.annotations.NullMarked;
