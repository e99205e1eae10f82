/** Deliveries: their statuses and legal transitions, attempts and leases, as in docs/state-machine.md. */
@NullMarked
package dev.tidings.core.delivery;

import org.jspecify.annotations.NullMarked;
