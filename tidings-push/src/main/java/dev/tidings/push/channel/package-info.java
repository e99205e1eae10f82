/**
 * The push channel. A delivery is sent once its event is in the event log. It needs no endpoint: the recipient is
 * the address.
 */
@NullMarked
package dev.tidings.push.channel;

import org.jspecify.annotations.NullMarked;
