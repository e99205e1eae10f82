/**
 * Delivers to Feishu and Lark: to a flow that a webhook triggers, and to the custom bot of a group.
 *
 * <p>Invariants: requests go over https, to hosts and paths that are on the list and no others; the key in an address,
 * bearer tokens and signatures never get into evidence; what a producer wrote is shown as plain text, so that it can
 * mention nobody and format nothing.
 */
@NullMarked
package dev.tidings.channels.feishu;

import org.jspecify.annotations.NullMarked;
