/**
 * Delivers e-mail over SMTP.
 *
 * <p>Invariants: text from producers cannot add a header or a recipient; the Message-ID of a delivery is the same on
 * every attempt; failures of the mail server or its configuration are retried, and only replies about this message or
 * this recipient end a delivery. The operator chooses the host, so the outbound guard does not apply.
 */
@NullMarked
package dev.tidings.channels.email;

import org.jspecify.annotations.NullMarked;
