/**
 * This process at a Kafka: its clients, and the one consumer of topics, for every use. It reads as a member of a group, has
 * records decoded and handled as entries of streams are, and commits how far it came.
 *
 * <p>Invariants: an offset is committed to Kafka only after what its handler did with all before it is durable or stands in
 * quarantine; work in hand is one batch; while the store is away the member stays in its group and reads nothing; a
 * partition that another member has got is not committed any more. A Kafka that is away keeps nobody from starting.
 */
@NullMarked
package dev.tidings.streams.kafka;

import org.jspecify.annotations.NullMarked;
