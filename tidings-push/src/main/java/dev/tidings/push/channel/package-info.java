/**
 * The push channel: a delivery is sent when the event log has its event. It needs no endpoint, for the address is the
 * recipient.
 */
@NullMarked
package dev.tidings.push.channel;

import org.jspecify.annotations.NullMarked;
