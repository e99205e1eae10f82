@NullMarked
package dev.tidings.client.outbox;

import org.jspecify.annotations.NullMarked;
