/**
 * Events of other systems that become intents for Feishu: {@code notification.feishu.requested}, from Kafka and Redis
 * Streams.
 *
 * <p>Invariant: an event that is shipped again with the same id is the same intent.
 */
@NullMarked
package dev.tidings.server.intake.feishu;

import org.jspecify.annotations.NullMarked;
