@NullMarked
package dev.tidings.client.outbox.kafka;

import org.jspecify.annotations.NullMarked;
