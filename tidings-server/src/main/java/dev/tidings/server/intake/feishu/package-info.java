/**
 * Events of other systems that become intents over Feishu: {@code notification.feishu.requested}, from Kafka and from Redis
 * Streams.
 *
 * <p>Invariant: an event that is shipped again under its id is the same intent.
 */
@NullMarked
package dev.tidings.server.intake.feishu;

import org.jspecify.annotations.NullMarked;
